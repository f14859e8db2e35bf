import { AppError, notFound } from '../errors.ts';
import { insertRows } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { TaskEntity, type TaskRow } from '../store/task.entity.ts';
import type { Transitions } from './applyTransition.ts';
import { illegalTransition } from './cancelTask.ts';
import type { Signals } from './signals.ts';
import type { Caller } from './submitTask.ts';

/**
 * Types into a run's terminal. The text is a row until its worker has it; its history tells who typed, not what.
 * @throws {AppError} 404, or 409 for a task that isn't running, or not in a terminal.
 */
export async function typeIntoTask(
  { store, transitions, signals }: { store: Store; transitions: Transitions; signals: Signals },
  taskId: string,
  text: string,
  caller: Caller,
): Promise<void> {
  const task = await store
    .entities()
    .findOne(TaskEntity, { id: taskId }, { fields: ['id', 'status', 'pty', 'kind'] });
  if (!task) throw notFound('task', taskId);
  if (!task.pty || task.kind !== 'command') throw takesNoInput(task);
  const applied = await transitions.apply({
    taskId,
    decide: ({ status, runNumber }) =>
      status === 'running' || status === 'waiting_confirmation'
        ? {
            path: [],
            also: [insertRows('run_inputs', [{ taskId, run: runNumber, text }])],
            actor: caller.userId,
            reason: 'typed into its terminal',
            run: runNumber,
          }
        : undefined,
  });
  if (!applied) throw illegalTransition(taskId, task.status, 'typed into');
  signals.inputTyped(taskId);
}

function takesNoInput({ id, kind }: Pick<TaskRow, 'id' | 'kind'>): AppError {
  const message =
    kind === 'claude'
      ? `Task ${id} takes one prompt: answer its questions, or submit another task with its session_id.`
      : `Task ${id} doesn't run in a terminal: submit it with pty: true to type into it.`;
  return new AppError({ code: 'task.takes_no_input', message, status: 409 });
}
