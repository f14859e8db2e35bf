import { AppError, notFound } from '../errors.ts';
import { insertRows } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { TaskEntity, type TaskRow } from '../store/task.entity.ts';
import type { Transitions } from './applyTransition.ts';
import { illegalTransition } from './cancelTask.ts';
import type { Signals } from './signals.ts';
import type { Caller } from './submitTask.ts';

/**
 * Says something to a run: a message to Claude, or keys for a terminal. It is a row until its worker has it; the
 * task's history tells who said something, not what.
 * @throws {AppError} 404, or 409 for a task that isn't running, or that takes no input.
 */
export async function sendInput(
  { store, transitions, signals }: { store: Store; transitions: Transitions; signals: Signals },
  taskId: string,
  text: string,
  caller: Caller,
): Promise<void> {
  const task = await store
    .entities()
    .findOne(TaskEntity, { id: taskId }, { fields: ['id', 'status', 'pty', 'kind'] });
  if (!task) throw notFound('task', taskId);
  if (!takesInput(task)) throw takesNoInput(task);
  const applied = await transitions.apply({
    taskId,
    decide: ({ status, runNumber }) =>
      status === 'running' || status === 'waiting_confirmation'
        ? {
            path: [],
            also: [
              insertRows('run_inputs', [
                { taskId, run: runNumber, userId: caller.userId, at: new Date(), status: 'queued', text },
              ]),
            ],
            actor: caller.userId,
            reason: task.kind === 'claude' ? 'sent a message' : 'typed into its terminal',
            run: runNumber,
          }
        : undefined,
  });
  if (!applied)
    throw illegalTransition(taskId, task.status, task.kind === 'claude' ? 'spoken to' : 'typed into');
  signals.inputSent(taskId);
}

function takesInput({ kind, pty }: Pick<TaskRow, 'kind' | 'pty'>): boolean {
  return kind === 'claude' || (kind === 'command' && pty);
}

function takesNoInput({ id }: Pick<TaskRow, 'id'>): AppError {
  const message = `Task ${id} doesn't run in a terminal: submit it with pty: true to type into it.`;
  return new AppError({ code: 'task.takes_no_input', message, status: 409 });
}
