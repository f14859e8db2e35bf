import { expect, test, vi } from 'vitest';
import { ProblemError } from '../../../../extension/api/apiError.ts';
import { chooseTasks } from '../../../../extension/commands/chooseTask.ts';
import { forEachTask } from '../../../../extension/commands/forEachTask.ts';
import type { Services } from '../../../../extension/services.ts';
import { TaskStore } from '../../../../extension/state/taskStore.ts';
import { can } from '../../../../extension/state/taskVerbs.ts';
import type { Task, TaskSummary } from '../../../../shared/task.ts';
import { problem } from '../../../support/fakeServer.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

vi.mock('vscode', () => ({}));
// Else it brings in what needs a whole editor.
vi.mock('../../../../extension/services.ts', () => ({ signedIn: () => {} }));

function editorWith(task: TaskSummary) {
  const store = new TaskStore();
  store.apply({ type: 'read', task });
  const services = { session: { store } } as unknown as Services;
  /** Like the button of a row that was drawn before anything happened. */
  const press = async (act: (task: TaskSummary) => Promise<Task>) => {
    const tasks = await chooseTasks(services, [{ kind: 'task', task }], '', (each) => can('retry', each));
    if (tasks.length > 0) await forEachTask(services, tasks, 'Retrying', act);
  };
  return { store, press };
}

test('a double click acts once and complains of nothing, whenever its second half comes', async () => {
  const failed = taskSummary({ id: 'double', status: 'failure' });
  const { press } = editorWith(failed);
  const act = vi.fn(async () => ({ ...failed, status: 'pending', version: 2 }) as Task);
  await Promise.all([press(act), press(act)]);
  await press(act);
  expect(act).toHaveBeenCalledTimes(1);
});

test('what failed may be tried again', async () => {
  const { press } = editorWith(taskSummary({ id: 'again', status: 'failure' }));
  const act = vi.fn(async () => Promise.reject(new Error('the server is away')));
  await expect(press(act)).rejects.toThrow('the server is away');
  await expect(press(act)).rejects.toThrow('the server is away');
});

test('a task that the server doesn’t have any more leaves the tree', async () => {
  const { store, press } = editorWith(taskSummary({ id: 'removed', status: 'failure' }));
  const missing = new ProblemError(problem(404, 'task.not_found', 'There is no task removed.'));
  await expect(press(() => Promise.reject(missing))).rejects.toThrow('There is no task removed.');
  expect(store.tasks()).toEqual([]);
});

test('of a task that has gone on meanwhile it is said what it is by now', async () => {
  const failed = taskSummary({ id: 'gone on', name: 'deploy', status: 'failure' });
  const { store, press } = editorWith(failed);
  const act = vi.fn();
  store.apply({ type: 'read', task: { ...failed, status: 'success', version: 2 } });
  await expect(press(act)).rejects.toThrow('“deploy” is in another state by now: Succeeded.');
  store.apply({
    type: 'read',
    task: { ...failed, status: 'running', version: 3, cancel_requested_at: 'now' },
  });
  await expect(press(act)).rejects.toThrow('“deploy” is in another state by now: is being cancelled.');
});
