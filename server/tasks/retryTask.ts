import type { Store } from '../store/store.ts';
import type { Transitions } from './applyTransition.ts';
import { illegalTransition } from './cancelTask.ts';
import type { Change } from './change.ts';
import { readTaskStatus } from './readTask.ts';
import type { Signals } from './signals.ts';
import type { Caller } from './submitTask.ts';

/**
 * Tries a failed task again, without delay and with a fresh budget of retries.
 * @throws {AppError} 404, or 409 `task.illegal_transition` from any state but `failure`.
 */
export async function retryTask(
  deps: { store: Store; transitions: Transitions; signals: Signals },
  taskId: string,
  caller: Caller,
): Promise<void> {
  const applied = await deps.transitions.apply(retryChange(taskId, caller.userId, 'retried by hand'));
  if (applied) return deps.signals.wakeDispatcher();
  const { status } = await readTaskStatus(deps.store, taskId);
  throw illegalTransition(taskId, status, 'retried');
}

/** From `failure`, and only from there, to a retry that is due now. */
export function retryChange(taskId: string, actor: string, reason: string): Change {
  return {
    taskId,
    decide(task) {
      if (task.status !== 'failure') return undefined;
      const at = new Date();
      return {
        path: ['retry'],
        columns: { retryCount: 0, nextTryAt: at, readyAt: at, completedAt: null, cancelRequestedAt: null },
        actor,
        reason,
      };
    },
  };
}
