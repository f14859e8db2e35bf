import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Problem } from '../../../shared/problem.ts';
import type { SubmittedBatch, TaskGraph } from '../../../shared/taskGraph.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard({ env: { SWITCHYARD_SLOTS: '6' } });
});
afterAll(() => switchyard.stop());

const task = (more: object) => ({
  name: 'part',
  project_id: 'default',
  command: 'true',
  max_retries: 0,
  ...more,
});
const batch = (tasks: object[]) => switchyard.api.request<SubmittedBatch>('POST', '/tasks/batch', { tasks });
const startOf = async (id: string) => Date.parse((await switchyard.api.task(id)).started_at ?? '');
const endOf = async (id: string) => Date.parse((await switchyard.api.task(id)).completed_at ?? '');

test('a diamond runs in its order, the last one once, though its two parents finish together', async () => {
  const { status, body } = await batch([
    task({ ref: 'top' }),
    task({ ref: 'left', depends_on: ['top'] }),
    task({ ref: 'right', depends_on: ['top'] }),
    task({ ref: 'bottom', depends_on: ['left', 'right'] }),
  ]);
  expect(status).toBe(201);
  const { top, left, right, bottom } = body.refs as Record<'top' | 'left' | 'right' | 'bottom', string>;
  const last = await switchyard.api.reaches(bottom, 'success');
  expect(last.runs).toHaveLength(1);
  expect(last.depends_on.toSorted()).toEqual([left, right].toSorted());
  expect(await startOf(left)).toBeGreaterThanOrEqual(await endOf(top));
  expect(await startOf(bottom)).toBeGreaterThanOrEqual(Math.max(await endOf(left), await endOf(right)));

  const graph = await switchyard.api.request<TaskGraph>('GET', `/tasks/${left}/graph`);
  expect(graph.body.nodes.map(({ id }) => id).toSorted()).toEqual([top, left, right, bottom].toSorted());
  expect(graph.body.edges).toHaveLength(4);
  expect(graph.body.edges).toContainEqual({ from: top, to: left });
});

test('many parents, more than a hundred, release their child exactly once', async () => {
  const parents = Array.from({ length: 120 }, (_, index) => task({ ref: `p${index}` }));
  const { body } = await batch([
    ...parents,
    task({ ref: 'child', depends_on: parents.map((each) => (each as never as { ref: string }).ref) }),
  ]);
  expect(body.tasks.at(-1)?.blocked_on).toMatchObject({
    reason: 'dependency',
    detail: expect.stringMatching(/^waits for part/),
  });
  const child = await switchyard.api.reaches(body.refs.child as string, 'success');
  expect(child.history.filter(({ to }) => to === 'received')).toHaveLength(1);
});

test('each task of a list says what it waits for, however much that is of all', async () => {
  const refs = Array.from({ length: 600 }, (_, index) => `p${index}`);
  const children = ['first', 'second', 'third'];
  const { body } = await batch([
    ...refs.map((ref) => task({ ref, delay_seconds: 3600 })),
    ...children.map((ref) => task({ ref, name: 'child of many', depends_on: refs })),
  ]);
  const waits = {
    reason: 'dependency',
    detail: 'waits for part (pending), part (pending), part (pending) and 597 more',
  };
  expect(body.tasks.slice(-3).map(({ blocked_on }) => blocked_on)).toMatchObject([waits, waits, waits]);

  await switchyard.api.request('POST', `/tasks/${body.refs.p599}/cancel`);
  const { items } = await switchyard.api.list('text=child of many');
  const failed = { reason: 'dependency_failed', detail: 'did not succeed: part (revoked)' };
  expect(items.map(({ blocked_on }) => blocked_on)).toMatchObject([failed, failed, failed]);
});

test('a dependency that has finished before its child was made counts', async () => {
  const { id } = await switchyard.api.submit({ command: 'true' });
  await switchyard.api.reaches(id, 'success');
  const child = await switchyard.api.submit({ command: 'true', depends_on: [id] });
  await switchyard.api.reaches(child.id, 'success');
});

test('a failed dependency: its child waits and says so, and runs after the dependency was retried', async () => {
  const flag = `${switchyard.folder}/flag`;
  const parent = await switchyard.api.submit({
    name: 'flaky',
    script: `require('node:fs').readFileSync(${JSON.stringify(flag)})`,
  });
  const child = await switchyard.api.submit({ command: 'true', depends_on: [parent.id] });
  await switchyard.api.reaches(parent.id, 'failure');
  const waiting = await switchyard.api.task(child.id);
  expect(waiting).toMatchObject({ status: 'pending', blocked_on: { reason: 'dependency_failed' } });
  expect(waiting.blocked_on?.detail).toContain('flaky');
  const listed = (await switchyard.api.list('status=pending')).items.find(({ id }) => id === child.id);
  expect(listed?.blocked_on?.reason).toBe('dependency_failed');

  (await import('node:fs')).writeFileSync(flag, '');
  await switchyard.api.request('POST', `/tasks/${parent.id}/retry`);
  await switchyard.api.reaches(child.id, 'success');
});

test('a child that asked for it is revoked when its dependency fails, and its own children with it', async () => {
  const { body } = await batch([
    task({ ref: 'a', command: 'false' }),
    task({ ref: 'b', depends_on: ['a'], on_dependency_failure: 'revoke' }),
    task({ ref: 'c', depends_on: ['b'], on_dependency_failure: 'revoke' }),
    task({ ref: 'd', depends_on: ['b'] }),
  ]);
  await switchyard.api.reaches(body.refs.c as string, 'revoked');
  expect((await switchyard.api.task(body.refs.b as string)).history.at(-1)?.reason).toContain(
    'did not succeed',
  );
  expect((await switchyard.api.task(body.refs.d as string)).blocked_on?.reason).toBe('dependency_failed');

  const late = await switchyard.api.submit({
    command: 'true',
    depends_on: [body.refs.a as string],
    on_dependency_failure: 'revoke',
  });
  await switchyard.api.reaches(late.id, 'revoked');
});

test.each([
  [
    'an unknown dependency',
    [task({ ref: 'x' }), task({ depends_on: ['x', '01a20990-b0fe-7f2c-9d8d-199c17223f5d'] })],
    'tasks[1].depends_on[1]',
    /no task/,
  ],
  [
    'a circle',
    [task({ ref: 'x', depends_on: ['y'] }), task({ ref: 'y', depends_on: ['x'] })],
    'tasks[0].depends_on',
    /circle/,
  ],
  ['a task that waits for itself', [task({ ref: 'x', depends_on: ['x'] })], 'tasks[0].depends_on', /circle/],
  ['a ref that is used twice', [task({ ref: 'x' }), task({ ref: 'x' })], 'tasks[1].ref', /another task/],
  ['a bad field', [task({}), task({ name: '' })], 'tasks[1].name', /./],
  ['an unknown project', [task({}), task({ project_id: 'nowhere' })], 'tasks[1].project_id', /no project/],
])('%s is refused, and nothing of the batch is stored', async (_case, tasks, path, message) => {
  const before = (await switchyard.api.list('limit=1')).total;
  const { status, body } = await switchyard.api.request<Problem>('POST', '/tasks/batch', { tasks });
  expect(status).toBe(422);
  expect(body.errors?.[0]?.path).toBe(path);
  expect(body.errors?.[0]?.message).toMatch(message);
  expect((await switchyard.api.list('limit=1')).total).toBe(before);
});

test('a chain of a batch of 1,000 tasks is stored whole', async () => {
  const tasks = Array.from({ length: 1000 }, (_, index) =>
    task({ ref: `t${index}`, delay_seconds: 3600, depends_on: index === 0 ? [] : [`t${index - 1}`] }),
  );
  const { status, body } = await batch(tasks);
  expect(status).toBe(201);
  expect(new Set(body.tasks.map(({ id }) => id)).size).toBe(1000);
  expect(body.tasks[0]?.blocked_on?.reason).toBe('schedule');
  expect(body.tasks[1]?.blocked_on?.reason).toBe('dependency');
  expect((await switchyard.api.task(body.refs.t999 as string)).blocked_on?.reason).toBe('dependency');

  const graphOf = async (ref: string) =>
    (await switchyard.api.request<TaskGraph>('GET', `/tasks/${body.refs[ref]}/graph`)).body;
  const whole = await graphOf('t999');
  expect([whole.nodes.length, whole.edges.length, whole.complete]).toEqual([1000, 999, true]);
  await switchyard.api.submit({ command: 'true', depends_on: [body.refs.t500 as string] });
  const part = await graphOf('t0');
  expect([part.nodes.length, part.edges.length, part.complete]).toEqual([1000, 999, false]);
});
