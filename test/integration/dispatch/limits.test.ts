import { afterAll, beforeAll, expect, test } from 'vitest';
import type { QueueWire } from '../../../shared/queue.ts';
import type { Task } from '../../../shared/task.ts';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard({ env: { SWITCHYARD_SLOTS: '4' } });
});
afterAll(() => switchyard.stop());

const long = { script: 'setInterval(() => {}, 1000)' };
const reasonOf = async (id: string) => (await switchyard.api.task(id)).blocked_on?.reason;
const cancelAll = async (ids: string[]) => {
  for (const id of ids) await switchyard.api.cancel(id);
  for (const id of ids) await switchyard.api.reaches(id, 'revoked');
};

test('a project’s limit holds back what is too much, says so, and a higher one lets it run at once', async () => {
  const { api } = switchyard;
  await api.request('POST', '/projects', { id: 'narrow', folders: ['/'], programs: ['*'], max_running: 1 });
  const [first, second] = [
    await api.submit({ ...long, project_id: 'narrow' }),
    await api.submit({ ...long, project_id: 'narrow' }),
  ];
  await api.reaches(first.id, 'running');
  await eventually(async () => expect(await reasonOf(second.id)).toBe('project_limit'));
  // Others aren't held up by it.
  const { id: other } = await api.submit({ command: 'true' });
  await api.reaches(other, 'success');
  expect((await api.task(second.id)).status).toBe('pending');

  await api.request('PATCH', '/projects/narrow', { max_running: null });
  await api.reaches(second.id, 'running');
  await cancelAll([first.id, second.id]);
});

test('a user’s limit holds back what is too much, and is changed live', async () => {
  const { api } = switchyard;
  const { user_id } = await api.submit({ command: 'true' });
  expect(await api.request('PATCH', `/users/${user_id}`, { max_running: 1 })).toMatchObject({
    status: 200,
    body: { max_running: 1 },
  });
  const [first, second] = [await api.submit(long), await api.submit(long)];
  await api.reaches(first.id, 'running');
  await eventually(async () => expect(await reasonOf(second.id)).toBe('user_limit'));
  await api.request('PATCH', `/users/${user_id}`, { max_running: null });
  await api.reaches(second.id, 'running');
  await cancelAll([first.id, second.id]);
});

test('limits of the installation are read as they were set', async () => {
  const { api } = switchyard;
  const set = await api.request('PATCH', '/limits', { max_running: 7, claude_per_minute: 3 });
  expect(set).toMatchObject({ status: 200, body: { max_running: 7, claude_per_minute: 3 } });
  expect((await api.request('GET', '/limits')).body).toEqual({ max_running: 7, claude_per_minute: 3 });
  await api.request('PATCH', '/limits', { max_running: null, claude_per_minute: null });
  expect((await api.request('GET', '/limits')).body).toEqual({ max_running: null, claude_per_minute: null });
});

test('a paused queue starts nothing, says so, and goes on when it is resumed', async () => {
  const { api } = switchyard;
  const paused = await api.request<QueueWire>('POST', '/queues/normal/pause');
  expect(paused.body).toMatchObject({ name: 'normal', paused: true });
  const { id } = await api.submit({ command: 'true' });
  await eventually(async () => expect(await reasonOf(id)).toBe('queue_paused'));
  const { id: urgent } = await api.submit({ command: 'true', priority: 10 });
  await api.reaches(urgent, 'success');
  expect((await api.task(id)).status).toBe('pending');
  expect((await api.request<QueueWire>('POST', '/queues/normal/resume')).body.paused).toBe(false);
  await api.reaches(id, 'success');
});

test('a limit and a pause of a queue that are set at the same moment both hold', async () => {
  const { api } = switchyard;
  for (let limit = 1; limit <= 10; limit++) {
    await api.request('POST', '/queues/background/resume');
    await Promise.all([
      api.request('PATCH', '/queues/background', { max_running: limit }),
      api.request('POST', '/queues/background/pause'),
    ]);
    const { body } = await api.request<QueueWire>('GET', '/queues/background');
    expect(body).toMatchObject({ paused: true, max_running: limit });
  }
  await api.request('POST', '/queues/background/resume');
  await api.request('PATCH', '/queues/background', { max_running: null });
});

test('a queue that is paused with a full window keeps nobody else waiting', async () => {
  const { api } = switchyard;
  await api.request('PATCH', '/queues/high_priority', { max_running: null });
  const held = await Promise.all(Array.from({ length: 4 }, () => api.submit({ ...long, priority: 9 })));
  for (const { id } of held) await api.reaches(id, 'running');
  const crowd = await Promise.all(Array.from({ length: 40 }, () => api.submit({ ...long, priority: 9 })));
  await eventually(async () => expect((await api.list('status=received')).total).toBe(4));
  await api.request('POST', '/queues/high_priority/pause');
  await cancelAll(held.map(({ id }) => id));
  // What is held back has no jobs, and is no load.
  await eventually(async () =>
    expect((await api.request<QueueWire>('GET', '/queues/high_priority')).body).toMatchObject({
      ...{ admitted: 4, running: 0, load: 0 },
    }),
  );
  const { id } = await api.submit({ command: 'true' });
  await api.reaches(id, 'success');
  await cancelAll(crowd.map((each) => each.id));
  await api.request('POST', '/queues/high_priority/resume');
});

test.each([
  ['project', (max: number | null) => ['/projects/lowered', { max_running: max }], 'project_limit'],
  ['installation', (max: number | null) => ['/limits', { max_running: max }], 'capacity'],
] as const)(
  'a lowered limit of the %s holds for what is admitted already, too',
  async (_whose, change, reason) => {
    const { api } = switchyard;
    await api.request('POST', '/projects', { id: 'lowered', folders: ['/'], programs: ['*'] });
    const [path, lowered] = change(1) as [string, object];
    const busy = await Promise.all(Array.from({ length: 4 }, () => api.submit({ ...long, priority: 10 })));
    for (const { id } of busy) await api.reaches(id, 'running');
    const admitted = await Promise.all(
      Array.from({ length: 4 }, () => api.submit({ ...long, project_id: 'lowered', priority: 9 })),
    );
    for (const { id } of admitted) await api.reaches(id, 'received');
    await api.request('PATCH', path, lowered);
    await eventually(async () => {
      const reasons = await Promise.all(admitted.map(({ id }) => reasonOf(id)));
      // Of the project nothing runs yet: one of its tasks is next.
      expect(reasons.filter((each) => each === reason)).toHaveLength(reason === 'project_limit' ? 3 : 4);
    });
    await cancelAll(busy.map(({ id }) => id));
    // What no limit holds back isn't held up by them, and by then they had their chance.
    const free = reason === 'project_limit' ? [await api.submit({ command: 'true' })] : [];
    for (const { id } of free) await api.reaches(id, 'success');
    await eventually(async () => expect((await api.list('status=running')).total).toBe(1));
    const [first] = (await api.list('status=running')).items;
    await api.cancel(first?.id ?? '');
    await api.reaches(first?.id ?? '', 'revoked');
    await eventually(async () => expect((await api.list('status=running')).total).toBe(1));
    expect((await api.list('status=received')).total).toBe(2);
    await api.request('PATCH', path, (change(null) as [string, object])[1]);
    await eventually(async () => expect((await api.list('status=running')).total).toBe(3));
    await cancelAll(admitted.filter(({ id }) => id !== first?.id).map(({ id }) => id));
  },
);

test('the installation’s limit holds for everyone', async () => {
  const { api } = switchyard;
  await api.request('PATCH', '/limits', { max_running: 1 });
  const [first, second] = [await api.submit(long), await api.submit(long)];
  await api.reaches(first.id, 'running');
  await eventually(async () =>
    expect((await api.task(second.id)).blocked_on?.detail).toContain('installation'),
  );
  await api.request('PATCH', '/limits', { max_running: null });
  await api.reaches(second.id, 'running');
  await cancelAll([first.id, second.id]);
});

test('an exclusive task has its folder to itself; the one that waits names the holder', async () => {
  const { api, folder } = switchyard;
  const exclusive = { ...long, exclusive: true, working_dir: folder };
  const holder = await api.submit({ ...exclusive, name: 'holder' });
  await api.reaches(holder.id, 'running');
  const waiting = await api.submit({ ...exclusive, name: 'waiting' });
  await eventually(async () => expect(await reasonOf(waiting.id)).toBe('folder_lock'));
  expect((await api.task(waiting.id)).blocked_on?.detail).toContain(holder.id);
  const elsewhere = await api.submit({ ...exclusive, working_dir: '/tmp' });
  await api.reaches(elsewhere.id, 'running');
  await cancelAll([holder.id, elsewhere.id]);
  await api.reaches(waiting.id, 'running');
  await cancelAll([waiting.id]);
});

test('many projects that wait for one folder don’t keep the others waiting', async () => {
  const { api, folder } = switchyard;
  const exclusive = { ...long, exclusive: true, working_dir: folder, priority: 10 };
  const holder = await api.submit(exclusive);
  await api.reaches(holder.id, 'running');
  const crowd = await Promise.all(
    Array.from({ length: 50 }, async (_, index) => {
      const project_id = `crowd-${index}`;
      await api.request('POST', '/projects', { id: project_id, folders: ['/'], programs: ['*'] });
      return api.submit({ ...exclusive, project_id });
    }),
  );
  const { id } = await api.submit({ command: 'true', priority: 1 });
  await api.reaches(id, 'success');
  await cancelAll(crowd.map((each) => each.id));
  await cancelAll([holder.id]);
});

test('a waiting task takes another priority, and passes those that came before it', async () => {
  const { api } = switchyard;
  await api.request('POST', '/queues/normal/pause');
  const { id } = await api.submit({ command: 'true' });
  const changed = await api.request<Task>('PATCH', `/tasks/${id}`, { priority: 9, tags: { why: 'urgent' } });
  expect(changed.body).toMatchObject({
    priority: 9,
    effective_priority: 9,
    tier: 'high_priority',
    tags: { why: 'urgent' },
  });
  await api.reaches(id, 'success');
  await api.request('POST', '/queues/normal/resume');
});

test('a start time can be set and taken away; what runs or is over can’t be changed', async () => {
  const { api } = switchyard;
  const { id } = await api.submit({ command: 'true', delay_seconds: 3600 });
  expect(await reasonOf(id)).toBe('schedule');
  await api.request('PATCH', `/tasks/${id}`, { scheduled_at: null });
  await api.reaches(id, 'success');
  const late = await api.problem('PATCH', `/tasks/${id}`, { priority: 1 });
  expect(late).toMatchObject({ status: 409, code: 'task.illegal_transition', task_status: 'success' });
  expect(await api.problem('PATCH', `/tasks/${id}`, {})).toMatchObject({ status: 422 });
});
