import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { switchyardForTest } from '../../support/startSwitchyard.ts';

test('what is more urgent runs first, also where less urgent jobs lie in their queues already', async () => {
  const { api, folder } = await switchyardForTest({ env: { SWITCHYARD_SLOTS: '1' } });
  const [go, order] = [join(folder, 'go'), join(folder, 'order')];
  const first = await api.submit({
    script: `const t = setInterval(() => { if (require('fs').existsSync(${JSON.stringify(go)})) clearInterval(t); }, 20)`,
  });
  await api.reaches(first.id, 'running');
  const submit = (priority: number, task_type: 'critical' | 'normal' | 'background') =>
    api.submit({
      script: `require('fs').appendFileSync(${JSON.stringify(order)}, '${priority} ')`,
      priority,
      task_type,
    });
  const waiting = [];
  for (const [priority, type] of [
    [1, 'background'],
    [3, 'normal'],
    [5, 'normal'],
    [10, 'critical'],
  ] as const) {
    const task = await submit(priority, type);
    // A job by now.
    await api.reaches(task.id, 'received');
    waiting.push(task);
  }
  expect(existsSync(order)).toBe(false);
  writeFileSync(go, '');
  for (const { id } of waiting) await api.reaches(id, 'success');
  expect(readFileSync(order, 'utf8')).toBe('10 5 3 1 ');
});

test('however much is admitted, what is more urgent than that takes the next slot; and of one priority no more is admitted than there are slots', async () => {
  const { api } = await switchyardForTest({ env: { SWITCHYARD_SLOTS: '1' } });
  const first = await api.submit({ script: 'setInterval(() => {}, 1000)', priority: 10 });
  await api.reaches(first.id, 'running');
  const long = (name: string, priority: number) =>
    api.submit({ name, script: 'setInterval(() => {}, 1000)', priority });
  const low = await long('low', 8);
  await api.reaches(low.id, 'received');
  const many = await Promise.all(Array.from({ length: 20 }, (_, index) => long(`many ${index}`, 9)));
  await eventually(async () => expect((await api.list('status=received')).total).toBe(2));
  const critical = await long('critical', 10);
  await api.reaches(critical.id, 'received');
  expect((await api.list('status=received')).total).toBe(3);
  await api.cancel(first.id);
  await api.reaches(critical.id, 'running');
  for (const { id } of [low, ...many, critical]) await api.cancel(id);
});

test('within a tier the priority decides, and of one priority the project and the user with the fewest runs', async () => {
  const { api } = await switchyardForTest({ env: { SWITCHYARD_SLOTS: '1' } });
  for (const id of ['many', 'few'])
    await api.request('POST', '/projects', { id, folders: ['/'], programs: ['*'] });
  const sleep = (name: string, priority: number, project_id = 'many') =>
    api.submit({ name, script: 'setTimeout(() => {}, 300)', priority, project_id });
  const first = await api.submit({ script: 'setInterval(() => {}, 1000)', priority: 10 });
  await api.reaches(first.id, 'running');
  // Of these tiers none gives way to another one.
  const tasks = [await sleep('a', 8), await sleep('b', 8), await sleep('c', 8), await sleep('d', 8)];
  await eventually(async () => expect((await api.list('status=received')).total).toBe(1));
  tasks.push(await sleep('other', 8, 'few'), await sleep('nine', 9));
  await eventually(async () => expect((await api.list('status=received')).total).toBe(2));
  await api.cancel(first.id);
  const done = await Promise.all(tasks.map(({ id }) => api.reaches(id, 'success')));
  const started = done.sort((x, y) => String(x.started_at).localeCompare(String(y.started_at)));
  expect(started.map(({ name }) => name)).toEqual(['nine', 'a', 'other', 'b', 'c', 'd']);
});

test('a task that is admitted can be changed, and goes where its new priority belongs', async () => {
  const { api } = await switchyardForTest({ env: { SWITCHYARD_SLOTS: '1' } });
  const first = await api.submit({ script: 'setInterval(() => {}, 1000)', priority: 10 });
  await api.reaches(first.id, 'running');
  const { id } = await api.submit({ command: 'true', priority: 9 });
  await api.reaches(id, 'received');
  const other = await api.submit({ command: 'true', priority: 5 });
  const changed = await api.request('PATCH', `/tasks/${id}`, { priority: 1, tags: { track: '9' } });
  expect(changed).toMatchObject({
    status: 200,
    body: { status: 'received', priority: 1, effective_priority: 1 },
  });
  await eventually(async () =>
    expect(await api.task(id)).toMatchObject({ tier: 'background', queue: 'background' }),
  );
  await api.reaches(other.id, 'received');
  expect((await api.list('tag=track:9')).total).toBe(1);
  expect(await api.request('PATCH', `/tasks/${id}`, { scheduled_at: '2099-01-01T00:00:00Z' })).toMatchObject({
    status: 409,
    body: { code: 'task.illegal_transition', task_status: 'received' },
  });
  await api.cancel(first.id);
  const [late, soon] = [await api.reaches(id, 'success'), await api.reaches(other.id, 'success')];
  expect(Date.parse(late.started_at ?? '')).toBeGreaterThan(Date.parse(soon.started_at ?? ''));
});

test('what is admitted gives way to what is more urgent in the same project, the same folder, or behind a pause', async () => {
  const { api, folder } = await switchyardForTest({ env: { SWITCHYARD_SLOTS: '1' } });
  for (const id of ['narrow', 'paused'])
    await api.request('POST', '/projects', { id, folders: ['/'], programs: ['*'], max_running: 1 });
  const first = await api.submit({ script: 'setInterval(() => {}, 1000)', priority: 10 });
  await api.reaches(first.id, 'running');
  const quick = (more: object) => api.submit({ script: '', ...more });
  const pairs = [
    { project_id: 'narrow' },
    { exclusive: true, working_dir: folder },
    { project_id: 'paused' },
  ];
  const slow = await Promise.all(pairs.map((more) => quick({ ...more, priority: 1 })));
  await eventually(async () => expect((await api.list('status=received')).total).toBeGreaterThan(0));
  await api.request('POST', '/queues/background/pause');
  const urgent = await Promise.all(pairs.map((more) => quick({ ...more, priority: 9 })));
  await eventually(async () => expect((await api.list('status=received')).total).toBeGreaterThan(1));
  await api.cancel(first.id);
  for (const { id } of urgent) await api.reaches(id, 'success');
  for (const { id } of slow) expect((await api.task(id)).blocked_on?.reason).toBe('queue_paused');
  await api.request('POST', '/queues/background/resume');
  for (const { id } of slow) await api.reaches(id, 'success');
});

test('a start time in the past is no time waited, in a submit and in a change', async () => {
  const { api } = await switchyardForTest({ env: { SWITCHYARD_SLOTS: '1' } });
  const first = await api.submit({ script: 'setInterval(() => {}, 1000)', priority: 10 });
  await api.reaches(first.id, 'running');
  const past = { scheduled_at: '1970-01-01T00:00:00Z' };
  const early = await api.submit({ command: 'true', priority: 8, ...past });
  const changed = await api.submit({ command: 'true', priority: 8, delay_seconds: 3600 });
  await api.request('PATCH', `/tasks/${changed.id}`, past);
  const honest = await api.submit({ command: 'true', priority: 9 });
  await api.cancel(first.id);
  const started = async (id: string) => Date.parse((await api.reaches(id, 'success')).started_at ?? '');
  const [late, later] = [await started(early.id), await started(changed.id)];
  expect(await started(honest.id)).toBeLessThan(Math.min(late, later));
});

test('the place in line counts what tasks gained by waiting', async () => {
  const { api } = await switchyardForTest({ env: { SWITCHYARD_SLOTS: '1', SWITCHYARD_AGEING_SECONDS: '1' } });
  const first = await api.submit({ script: 'setInterval(() => {}, 1000)', priority: 10 });
  await api.reaches(first.id, 'running');
  const old = await api.submit({ command: 'true', priority: 4 });
  const place = async (id: string) => (await api.task(id)).blocked_on?.position;
  await eventually(() => Date.now() - Date.parse(old.created_at) > 3000);
  const fresh = await api.submit({ command: 'true', priority: 5 });
  expect([await place(old.id), await place(fresh.id)]).toEqual([1, 2]);
  const urgent = await api.submit({ command: 'true', priority: 10 });
  expect([await place(urgent.id), await place(fresh.id)]).toEqual([1, 3]);
});
