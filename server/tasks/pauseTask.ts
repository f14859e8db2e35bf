import type { TaskState } from '#shared/taskState.ts';
import type { Store } from '../store/store.ts';
import type { Transitions } from './applyTransition.ts';
import { illegalTransition } from './cancelTask.ts';
import { readTaskStatus } from './readTask.ts';
import type { Signals } from './signals.ts';
import type { Caller } from './submitTask.ts';

interface PauseDeps {
  store: Store;
  transitions: Transitions;
  signals: Signals;
}

/**
 * Stops every process of a running task, where it is; its running time stands still, and its slot is free.
 * @throws {AppError} 404, or 409 `task.illegal_transition` for a task that isn't running.
 */
export function pauseTask(deps: PauseDeps, taskId: string, caller: Caller): Promise<void> {
  return move(deps, taskId, caller, { from: 'running', to: 'paused', word: 'paused' });
}

/**
 * Lets a paused task go on, at once: it doesn't wait for a slot.
 * @throws {AppError} 404, or 409 `task.illegal_transition` for a task that isn't paused.
 */
export function resumeTask(deps: PauseDeps, taskId: string, caller: Caller): Promise<void> {
  return move(deps, taskId, caller, { from: 'paused', to: 'running', word: 'resumed' });
}

async function move(
  { store, transitions, signals }: PauseDeps,
  taskId: string,
  caller: Caller,
  { from, to, word }: { from: TaskState; to: TaskState; word: string },
): Promise<void> {
  const applied = await transitions.apply({
    taskId,
    decide: (task) =>
      task.status === from && !task.cancelRequestedAt
        ? { path: [to], actor: caller.userId, reason: word, run: task.runNumber }
        : undefined,
  });
  if (applied) {
    signals.pauseChanged(taskId);
    // A pause frees a slot.
    return signals.wakeDispatcher();
  }
  const { status } = await readTaskStatus(store, taskId);
  throw illegalTransition(taskId, status, word);
}
