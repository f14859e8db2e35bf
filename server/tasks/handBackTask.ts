import { hasLiveRun } from '#shared/taskState.ts';
import { updateWhere } from '../store/sql.ts';
import type { Change } from './change.ts';
import { handBackDecision } from './failRun.ts';

/** Gives back a task that the store says is this worker's, though the worker isn't running it. */
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
      const run = updateWhere('runs', { endedAt: at, status: 'retry' }, 'task_id = ? and number = ?', [
        taskId,
        task.runNumber,
      ]);
      return handBackDecision(task, at, { also: [run], actor: 'worker' });
    },
  };
}
