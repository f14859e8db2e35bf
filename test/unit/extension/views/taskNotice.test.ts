import { beforeEach, expect, test, vi } from 'vitest';
import type { Services } from '../../../../extension/services.ts';
import { TaskStore } from '../../../../extension/state/taskStore.ts';
import { tellAboutTasks } from '../../../../extension/views/taskNotice.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

const show = vi.hoisted(() => vi.fn(async (_message: string, ..._more: unknown[]) => undefined));
vi.mock('vscode', () => ({
  window: { showWarningMessage: show, showInformationMessage: show },
  workspace: { getConfiguration: () => ({ get: (name: string) => name === 'notify.failure' }) },
}));

let store: TaskStore;
beforeEach(() => {
  show.mockClear();
  store = new TaskStore();
  tellAboutTasks({ session: { store } } as unknown as Services);
});
const failed = (id: string, created_at: string) =>
  taskSummary({ id, name: id, status: 'failure', created_at, completed_at: created_at });
const list = (...tasks: ReturnType<typeof taskSummary>[]) =>
  store.applyList({ type: 'listed', tasks, covered: new Set() }, { waiting: 0, finished: tasks.length });
const told = () => show.mock.calls.map(([message]) => String(message).split(':')[0]);

test('a failure is told once, that of a task that was over before it was seen, too', () => {
  list(failed('long ago', '2026-01-01T08:00:00.000Z'));
  store.apply({ type: 'read', task: taskSummary({ id: 'slow', name: 'slow', status: 'running' }) });
  expect(told()).toEqual([]);
  const slow = failed('slow', '2026-01-01T09:59:00.000Z');
  store.apply({ type: 'read', task: { ...slow, version: 5 } });
  store.apply({ type: 'read', task: failed('short', '2026-01-01T09:59:30.000Z') });
  store.apply({ type: 'read', task: { ...failed('short', '2026-01-01T09:59:30.000Z'), version: 2 } });
  expect(told()).toEqual(['slow', 'short']);
});

test('a failure is told with its reason, which no event tells; to read it once more is no news', () => {
  list();
  const running = taskSummary({ id: 'a', name: 'a', status: 'running', version: 1 });
  store.apply({ type: 'read', task: running });
  const at = '2026-01-01T10:00:00.000Z';
  const event = { task_id: 'a', project_id: 'default', at, version: 2 } as const;
  const ended = {
    ...event,
    type: 'task.status_changed',
    status: 'failure',
    previous_status: 'running',
  } as const;
  store.apply({ type: 'events', events: [ended] });
  expect(told()).toEqual([]);
  const task = { ...running, version: 2, status: 'failure', error_message: 'no such host' } as const;
  store.apply({ type: 'read', task });
  expect(show.mock.calls.map(([message]) => message)).toEqual([expect.stringContaining('no such host')]);
  store.apply({ type: 'events', events: [{ ...event, version: 4, type: 'task.updated' }] });
  store.apply({ type: 'read', task: { ...task, version: 4 } });
  expect(told()).toEqual(['a']);
});

test('an older failure that is listed later is no news, nor are those of another server', () => {
  list(failed('newest', '2026-01-01T09:00:00.000Z'));
  store.apply({ type: 'read', task: failed('older', '2026-01-01T08:00:00.000Z') });
  store.clear();
  list(failed('elsewhere', '2026-01-01T10:00:00.000Z'));
  expect(told()).toEqual([]);
});
