import { hasLiveRun } from '#shared/taskState.ts';
import type { Change } from './applyTransition.ts';
import { handBackDecision } from './failRun.ts';

/** Gives back a task that the store says is this worker's, though the worker isn't running it. */
export function handBackChange(taskId: string, workerId: string): Change {
  return {
    taskId,
    decide(task) {
      if (task.workerId !== workerId || !hasLiveRun(task.status)) return undefined;
      return handBackDecision(task, new Date(), { actor: 'worker' });
    },
  };
}
