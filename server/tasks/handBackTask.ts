import { hasLiveRun, type TaskState } from '#shared/taskState.ts';
import { updateWhere } from '../store/sql.ts';
import type { Change } from './change.ts';
import { handBackDecision } from './failRun.ts';

/** Gives back a task that the store says is this worker's, though the worker isn't running it; a cancel ends it. */
export function handBackChange(
  { taskId, epoch }: { taskId: string; epoch: number },
  workerId: string,
): Change {
  return {
    taskId,
    epoch,
    decide(task) {
      if (task.workerId !== workerId || !hasLiveRun(task.status)) return undefined;
      const at = new Date();
      const endRun = (status: TaskState) =>
        updateWhere('runs', { endedAt: at, status }, 'task_id = ? and number = ?', [taskId, task.runNumber]);
      if (!task.cancelRequestedAt)
        return handBackDecision(task, at, { also: [endRun('retry')], actor: 'worker' });
      return {
        path: ['revoked'],
        columns: { completedAt: at, workerId: null },
        raiseEpoch: true,
        also: [endRun('revoked')],
        actor: 'worker',
        reason: 'cancelled',
        run: task.runNumber,
      };
    },
  };
}
