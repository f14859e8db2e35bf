import { hasLiveRun } from '#shared/taskState.ts';
import type { Transitions } from './applyTransition.ts';
import type { Claim } from './claimRun.ts';

/**
 * The run has its process.
 * @returns false if the run is no longer the worker's: it has to stop the process.
 */
export async function beginRun(transitions: Transitions, claim: Claim, at: Date): Promise<boolean> {
  let begun = false;
  const applied = await transitions.apply({
    taskId: claim.taskId,
    epoch: claim.epoch,
    decide(task) {
      // Written already, by a try whose answer was lost.
      begun = task.status !== 'started' && hasLiveRun(task.status);
      if (task.status !== 'started') return undefined;
      return {
        path: ['running'],
        columns: { startedAt: at },
        runColumns: { status: 'running', startedAt: at },
        actor: 'worker',
        reason: 'process started',
        run: claim.run,
      };
    },
  });
  return applied !== undefined || begun;
}
