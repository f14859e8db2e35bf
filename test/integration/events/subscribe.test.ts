import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { type RoleProcess, type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { EventClient, range } from './eventClient.ts';

let switchyard: Switchyard;
let otherApi: RoleProcess;
beforeAll(async () => {
  switchyard = await startSwitchyard();
  otherApi = await switchyard.start('api');
  await switchyard.api.request('POST', '/projects', { id: 'other', folders: ['/'], programs: ['*'] });
});
afterAll(() => switchyard.stop());

const isThere = (client: EventClient, id: string, version: number, topic?: string) =>
  eventually(() => expect(client.versionsOf(id, topic).at(-1)).toBe(version), { timeoutMs: 20_000 });

test('every change of a task comes to both API processes, in order, without gap or repeat', async () => {
  const clients = await Promise.all([EventClient.connect(switchyard.url), EventClient.connect(otherApi.url)]);
  for (const client of clients) await client.subscribe(['tasks']);
  const { id } = await switchyard.api.submit({ script: 'process.exit(1)', max_retries: 1, retry_delay: 0.1 });
  const { history, version } = await switchyard.api.reaches(id, 'failure');
  for (const client of clients) {
    await isThere(client, id, version);
    const events = client.eventsOf(id);
    expect(events.map((event) => event.version)).toEqual(range(1, version));
    expect(events.map((event) => 'status' in event && event.status)).toEqual(history.map(({ to }) => to));
    expect(events.map(({ type }) => type)).toEqual([
      'task.created',
      ...Array(version - 1).fill('task.status_changed'),
    ]);
    expect(events.every((event) => event.project_id === 'default')).toBe(true);
  }
});

test('a cancel that is asked for is an update with a version of its own', async () => {
  const client = await EventClient.connect(switchyard.url);
  await client.subscribe(['tasks']);
  const { id } = await switchyard.api.submit({ script: 'setInterval(() => {}, 1000)' });
  await switchyard.api.reaches(id, 'running');
  await switchyard.api.cancel(id);
  const { version } = await switchyard.api.reaches(id, 'revoked');
  await isThere(client, id, version);
  expect(client.versionsOf(id)).toEqual(range(1, version));
  expect(client.eventsOf(id).map(({ type }) => type)).toContain('task.updated');
});

test('a single task’s topic has its events and no other’s', async () => {
  const client = await EventClient.connect(switchyard.url);
  const first = await switchyard.api.submit({ script: '', delay_seconds: 3600 });
  const second = await switchyard.api.submit({ script: '', delay_seconds: 3600 });
  await client.subscribe([`task:${first.id}`]);
  await switchyard.api.cancel(second.id);
  await switchyard.api.cancel(first.id);
  await isThere(client, first.id, 2);
  // Its creation may still have been on the way.
  expect(new Set(client.of('event').map(({ topic }) => topic))).toEqual(new Set([`task:${first.id}`]));
  expect(client.versionsOf(second.id)).toEqual([]);
});

test('with a project, only its tasks come', async () => {
  const client = await EventClient.connect(switchyard.url);
  await client.subscribe(['tasks'], { project_id: 'other' });
  const elsewhere = await switchyard.api.submit({ script: '', delay_seconds: 3600 });
  const here = await switchyard.api.submit({ script: '', delay_seconds: 3600, project_id: 'other' });
  await isThere(client, here.id, 1);
  expect(client.versionsOf(elsewhere.id)).toEqual([]);
});

test('after an unsubscribe nothing comes for that topic, and the others go on', async () => {
  const client = await EventClient.connect(switchyard.url);
  const watcher = await EventClient.connect(switchyard.url);
  await watcher.subscribe(['tasks']);
  const { id } = await switchyard.api.submit({ script: '', delay_seconds: 3600 });
  // Its creation isn't on the way any more.
  await isThere(watcher, id, 1);
  await client.subscribe(['tasks', `task:${id}`]);
  client.send({ op: 'unsubscribe', topics: ['tasks'] });
  // Frames are taken in their order: once this answer is here, the unsubscribe has been taken.
  await client.subscribe(['confirmations']);
  await switchyard.api.cancel(id);
  await isThere(client, id, 2, `task:${id}`);
  expect(client.versionsOf(id, 'tasks')).toEqual([]);
});

test('frames are taken in their order: an unsubscribe right behind a subscribe with a past leaves nothing', async () => {
  const client = await EventClient.connect(switchyard.url);
  const { cursor } = await client.subscribe(['queues']);
  await Promise.all(
    Array.from({ length: 50 }, () => switchyard.api.submit({ script: '', delay_seconds: 3600 })),
  );
  client.send({ op: 'subscribe', topics: ['tasks'], since: cursor });
  client.send({ op: 'unsubscribe', topics: ['tasks'] });
  await client.subscribe(['confirmations']);
  const { id } = await switchyard.api.submit({ script: '', delay_seconds: 3600 });
  await client.subscribe([`task:${id}`]);
  await switchyard.api.cancel(id);
  await isThere(client, id, 2, `task:${id}`);
  expect(client.versionsOf(id, 'tasks')).toEqual([]);
});

test('a client may send thousands of frames at once: each has its answer, in order', async () => {
  const client = await EventClient.connect(switchyard.url);
  const { cursor } = await client.subscribe(['queues']);
  const topics = range(1000, 3999).map((place) => `task:00000000-0000-7000-8000-00000000${place}`);
  for (const topic of topics) {
    client.send({ op: 'subscribe', topics: [topic], since: cursor });
    client.send({ op: 'unsubscribe', topics: [topic] });
  }
  await eventually(() => client.of('subscribed').length > topics.length, { timeoutMs: 30_000 });
  expect(client.of('subscribed').flatMap((frame) => frame.topics)).toEqual(['queues', ...topics]);
});

test('a client that reconnects again and again, to either API process, misses nothing and sees nothing twice', async () => {
  const first = await EventClient.connect(switchyard.url);
  let { cursor } = await first.subscribe(['tasks'], { project_id: 'other' });
  await first.close();
  let submitting = true;
  const submitted: string[] = [];
  const submitter = (async () => {
    while (submitting) {
      const tasks = await Promise.all(
        Array.from({ length: 4 }, () => switchyard.api.submit({ command: 'true', project_id: 'other' })),
      );
      submitted.push(...tasks.map(({ id }) => id));
    }
  })();
  const seen = new Map<string, number[]>();
  let connections = 0;
  const follow = async (isEnough: (events: number) => boolean) => {
    const client = await EventClient.connect(connections++ % 2 ? otherApi.url : switchyard.url);
    await client.subscribe(['tasks'], { project_id: 'other', since: cursor });
    await eventually(() => isEnough(client.of('event').length), { timeoutMs: 30_000, intervalMs: 1 });
    client.socket.terminate();
    expect(client.of('resync')).toEqual([]);
    for (const { cursor: place, event } of client.of('event')) {
      cursor = place;
      if ('version' in event) seen.set(event.task_id, [...(seen.get(event.task_id) ?? []), event.version]);
    }
  };
  for (let round = 0; round < 40; round++) await follow((events) => events >= 1 + ((round * 7) % 23));
  submitting = false;
  await submitter;
  const versions = new Map<string, number>();
  for (const id of submitted)
    versions.set(id, (await switchyard.api.reaches(id, 'success', 120_000)).version);
  const missing = () => submitted.filter((id) => seen.get(id)?.at(-1) !== versions.get(id));
  while (missing().length > 0) await follow((events) => events > 0);
  expect(submitted.length).toBeGreaterThan(10);
  for (const id of submitted) expect([id, seen.get(id)]).toEqual([id, range(1, versions.get(id) ?? 0)]);
}, 180_000);
