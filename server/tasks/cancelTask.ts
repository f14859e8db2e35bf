import { hasLiveRun, taskMoves } from '#shared/taskState.ts';
import { AppError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { Transitions } from './applyTransition.ts';
import type { Applied, Change } from './change.ts';
import { readTaskStatus } from './readTask.ts';
import type { Signals } from './signals.ts';
import type { Caller } from './submitTask.ts';

/**
 * Revokes what no worker holds at once. A live run is asked to stop; `revoked` follows when its processes are dead.
 * Asking again changes nothing.
 * @throws {AppError} 404, or 409 `task.illegal_transition` for a task that is over.
 */
export async function cancelTask(
  deps: { store: Store; transitions: Transitions; signals: Signals },
  taskId: string,
  caller: Caller,
): Promise<void> {
  const applied = await deps.transitions.apply(cancellation(taskId, caller.userId));
  if (!applied) return explain(deps.store, taskId);
  if (hasLiveRun(applied.status)) deps.signals.cancelRequested(taskId);
}

/** Revokes, or asks a live run to stop. */
export function cancellation(taskId: string, actor: string): Change {
  return {
    taskId,
    decide(task) {
      const at = new Date();
      if (hasLiveRun(task.status)) {
        if (task.cancelRequestedAt) return undefined;
        return { path: [], columns: { cancelRequestedAt: at }, actor, reason: 'cancel requested' };
      }
      if (!taskMoves[task.status].includes('revoked')) return undefined;
      return {
        path: ['revoked'],
        columns: { cancelRequestedAt: task.cancelRequestedAt ?? at, completedAt: at, nextTryAt: null },
        raiseEpoch: true,
        actor,
        reason: 'cancelled',
      };
    },
  };
}

/** Nothing was changed: because the task is unknown or over, or because the cancel had been asked for already. */
async function explain(store: Store, taskId: string): Promise<void> {
  const { status } = await readTaskStatus(store, taskId);
  if (!hasLiveRun(status)) throw illegalTransition(taskId, status, 'cancelled');
}

/** 409 with where the task stands and where it may go. */
export function illegalTransition(taskId: string, status: Applied['status'], wish: string): AppError {
  return new AppError({
    code: 'task.illegal_transition',
    message: `Task ${taskId} is ${status} and can't be ${wish}.`,
    status: 409,
    extra: { task_status: status, allowed: taskMoves[status] },
  });
}
