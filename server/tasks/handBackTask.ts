import { hasLiveRun } from '#shared/taskState.ts';
import type { Change } from './change.ts';
import { handBackDecision } from './failRun.ts';
import type { LineStarts } from './placeInLine.ts';

/** Gives back a task that the store says is this worker's, though the worker isn't running it; a cancel ends it. */
export function handBackChange(
  { taskId, epoch }: { taskId: string; epoch: number },
  workerId: string,
  lines: LineStarts,
): Change {
  return {
    taskId,
    epoch,
    decide(task) {
      if (task.workerId !== workerId || !hasLiveRun(task.status)) return undefined;
      const at = new Date();
      if (!task.cancelRequestedAt)
        return handBackDecision(task, at, {
          runColumns: { endedAt: at, status: 'retry' },
          actor: 'worker',
          lines,
        });
      return {
        path: ['revoked'],
        columns: { completedAt: at, workerId: null },
        raiseEpoch: true,
        runColumns: { endedAt: at, status: 'revoked' },
        actor: 'worker',
        reason: 'cancelled',
        run: task.runNumber,
      };
    },
  };
}
