import { describe, expect, onTestFinished, test } from 'vitest';
import { ProblemError, StrangeAnswerError } from '../../../../extension/api/apiError.ts';
import type { RestClient } from '../../../../extension/api/restClient.ts';
import { TaskStore } from '../../../../extension/state/taskStore.ts';
import { TaskSync, WAITING_LISTED_MAX } from '../../../../extension/state/taskSync.ts';
import type { Confirmation } from '../../../../shared/confirmation.ts';
import type { SwitchyardEvent } from '../../../../shared/events.ts';
import type { TaskSummary } from '../../../../shared/task.ts';
import { confirmation } from '../../../support/confirmation.ts';
import { eventually } from '../../../support/eventually.ts';
import { problem } from '../../../support/fakeServer.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

/** The tasks of a server, and how it was asked. */
function serverWith(...tasks: TaskSummary[]) {
  const server = {
    tasks: new Map(tasks.map((task) => [task.id, task])),
    confirmations: [] as Confirmation[],
    failing: false,
    /** What a newer server says of these can't be understood. */
    strange: new Set<string>(),
    change(id: string, fields: Partial<TaskSummary>) {
      const task = server.tasks.get(id) ?? taskSummary({ id, version: 0 });
      server.tasks.set(id, { ...task, ...fields, version: task.version + 1 });
    },
  };
  const client = {
    async listTasks(query: string) {
      if (server.failing) throw new Error('away');
      const statuses = new URLSearchParams(query).getAll('status');
      const all = [...server.tasks.values()].filter(({ status }) => statuses.includes(status));
      const from = Number(/cursor=(\d+)/.exec(query)?.[1] ?? 0);
      const items = all.slice(from, from + 500);
      const next = from + items.length;
      return {
        items,
        total: all.length,
        total_exact: true,
        next_cursor: next < all.length ? String(next) : null,
      };
    },
    async readTask(id: string) {
      if (server.failing) throw new Error('away');
      if (server.strange.has(id)) throw new StrangeAnswerError('http://yard', 'status: is not known');
      const task = server.tasks.get(id);
      if (!task) throw new ProblemError(problem(404, 'task.not_found', `There is no task ${id}.`));
      return { ...task, stdout: '', stderr: '', result: null, traceback: null, history: [], runs: [] };
    },
    async pendingConfirmations() {
      return server.confirmations;
    },
  };
  const store = new TaskStore();
  const problems: string[] = [];
  const sync = new TaskSync(client as unknown as RestClient, store, {
    onRead: () => {},
    onProblem: (doing) => problems.push(doing),
  });
  onTestFinished(() => sync.stop());
  return { server, store, sync, problems };
}

const created = (id: string): SwitchyardEvent => ({
  type: 'task.created',
  task_id: id,
  project_id: 'default',
  version: 1,
  at: '2026-01-01T10:00:00.000Z',
  status: 'pending',
});
const statuses = (store: TaskStore) =>
  Object.fromEntries(store.tasks().map(({ id, status }) => [id, status]));

test('reads the lists, then what events tell of', async () => {
  const { server, store, sync } = serverWith(
    taskSummary({ id: 'a', status: 'running' }),
    taskSummary({ id: 'b', status: 'success' }),
  );
  expect(store.listed).toBe(false);
  sync.readAll();
  await eventually(() => expect(statuses(store)).toEqual({ a: 'running', b: 'success' }));
  expect(store.listed).toBe(true);
  server.change('c', { status: 'pending' });
  sync.takeEvent(created('c'));
  await eventually(() => expect(statuses(store)).toMatchObject({ c: 'pending' }));
});

test('finds out what became of tasks while nobody listened', async () => {
  const { server, store, sync } = serverWith(
    taskSummary({ id: 'a', status: 'running' }),
    taskSummary({ id: 'b', status: 'running' }),
  );
  sync.readAll();
  await eventually(() => expect(store.listed).toBe(true));
  server.change('a', { status: 'failure', error_message: 'exit code 1' });
  server.tasks.delete('b');
  sync.readAll();
  await eventually(() => expect(store.task('b')).toBeUndefined());
  expect(store.task('a')).toMatchObject({ status: 'failure', error_message: 'exit code 1' });
});

test('shows the first page before it has the others, and leaves out what is too much', async () => {
  const many = Array.from({ length: WAITING_LISTED_MAX + 700 }, (_, index) =>
    taskSummary({ id: `t${index}` }),
  );
  const { store, sync } = serverWith(...many);
  const shown: { listed: number; unlisted: number }[] = [];
  store.onChange(() => shown.push({ listed: store.tasks().length, unlisted: store.unlisted }));
  sync.readAll();
  await eventually(() => expect(store.tasks()).toHaveLength(WAITING_LISTED_MAX));
  expect(store.unlisted).toBe(700);
  expect(shown.find(({ listed }) => listed > 0)).toEqual({ listed: 500, unlisted: 2200 });
  // What is known already isn't taken away while it is read anew.
  shown.length = 0;
  sync.readAll();
  await eventually(() => expect(shown.length).toBeGreaterThan(0));
  expect(shown.every(({ listed }) => listed === WAITING_LISTED_MAX)).toBe(true);
});

test('tries again what failed, and tells of it', async () => {
  const { server, store, sync, problems } = serverWith(taskSummary({ id: 'a' }));
  server.failing = true;
  sync.readAll();
  await eventually(() => expect(problems).toEqual(['Reading tasks']));
  server.failing = false;
  await eventually(() => expect(store.listed).toBe(true), { timeoutMs: 10_000 });
});

test('a task that a newer server tells in words of its own hides no others', async () => {
  const { server, store, sync, problems } = serverWith(
    taskSummary({ id: 'a', status: 'running' }),
    taskSummary({ id: 'b', status: 'running' }),
  );
  sync.readAll();
  await eventually(() => expect(store.listed).toBe(true));
  server.strange.add('a');
  server.change('b', { priority: 9 });
  sync.takeEvent({ ...created('a'), type: 'task.updated', version: 2 } as SwitchyardEvent);
  sync.takeEvent({ ...created('b'), type: 'task.updated', version: 2 } as SwitchyardEvent);
  await eventually(() => expect(store.task('b')).toMatchObject({ priority: 9 }));
  await eventually(() => expect(store.task('a')).toBeUndefined());
  expect(problems).toEqual([]);
});

test('a question comes with its new task, and one that was answered from here doesn’t come back', async () => {
  const { server, store, sync } = serverWith();
  sync.readAll();
  await eventually(() => expect(store.listed).toBe(true));
  const asking: (string | undefined)[] = [];
  store.onChange(() => asking.push(...store.confirmations.map(({ task_id }) => store.task(task_id)?.name)));
  server.change('new', { name: 'install', status: 'waiting_confirmation' });
  server.confirmations = [confirmation({ id: 'c1', task_id: 'new' })];
  sync.takeEvent(created('new'));
  sync.readConfirmations();
  await eventually(() => expect(store.confirmations).toHaveLength(1));
  expect(new Set(asking)).toEqual(new Set(['install']));
  store.closeConfirmation('c1');
  server.confirmations = [...server.confirmations, confirmation({ id: 'c2', task_id: 'gone' })];
  sync.readConfirmations();
  await eventually(() => expect(store.confirmations.map(({ id }) => id)).toEqual(['c2']));
});

test('what was removed from the server, finished tasks too, leaves the tree when all is read anew', async () => {
  const { server, store, sync } = serverWith(
    taskSummary({ id: 'kept', status: 'success' }),
    taskSummary({ id: 'removed', status: 'failure' }),
  );
  sync.readAll();
  await eventually(() => expect(store.tasks()).toHaveLength(2));
  server.tasks.delete('removed');
  sync.readAll();
  await eventually(() => expect(store.tasks().map(({ id }) => id)).toEqual(['kept']));
});

test('a server that was set back to an older backup is believed, and not asked without end', async () => {
  const { server, store, sync } = serverWith(taskSummary({ id: 'a', status: 'running', version: 7 }));
  sync.readAll();
  await eventually(() => expect(store.task('a')?.version).toBe(7));
  server.tasks.set('a', taskSummary({ id: 'a', status: 'failure', version: 3 }));
  sync.readAll();
  await eventually(() => expect(store.task('a')).toMatchObject({ status: 'failure', version: 3 }));
  expect(store.toRead.size).toBe(0);
});

describe('with more waiting tasks than are listed', () => {
  const LEFT = 100;
  const ALL = WAITING_LISTED_MAX + LEFT;
  const at = (index: number) => new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString();
  const many = () => Array.from({ length: ALL }, (_, n) => taskSummary({ id: `t${n}`, created_at: at(n) }));
  const beyond = `t${WAITING_LISTED_MAX + 50}`;

  test('one that comes by an event counts once, and stays', async () => {
    const { server, store, sync } = serverWith(...many());
    sync.readAll();
    await eventually(() => expect(store.unlisted).toBe(LEFT));
    server.change(beyond, { priority: 9 });
    sync.takeEvent(created(beyond));
    await eventually(() => expect(store.task(beyond)).toBeDefined());
    await eventually(() => expect(store.unlisted).toBe(LEFT - 1), { timeoutMs: 10_000 });
    expect(store.tasks()).toHaveLength(WAITING_LISTED_MAX + 1);
    expect(store.toRead.size).toBe(0);
  }, 15_000);

  test('one that runs is there, however many wait before it', async () => {
    const { store, sync } = serverWith(
      ...many(),
      taskSummary({ id: 'urgent', status: 'running', created_at: at(ALL) }),
    );
    sync.readAll();
    await eventually(() => expect(store.task('urgent')).toMatchObject({ status: 'running' }));
    expect(store.unlisted).toBe(LEFT);
  });

  test('after events were lost, nothing is left of what the list doesn’t tell', async () => {
    const { server, store, sync } = serverWith(...many());
    sync.readAll();
    await eventually(() => expect(store.unlisted).toBe(LEFT));
    server.change(beyond, { priority: 9 });
    sync.takeEvent(created(beyond));
    await eventually(() => expect(store.task(beyond)).toBeDefined());
    server.change(beyond, { status: 'revoked' });
    sync.readAll();
    await eventually(() => expect(store.task(beyond)?.status).not.toBe('pending'));
    expect(store.unlisted).toBe(LEFT - 1);
  });
});
