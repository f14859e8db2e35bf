import { hasLiveRun } from '#shared/taskState.ts';
import type { Transitions } from './applyTransition.ts';
import type { Claim } from './claimRun.ts';

/**
 * The run has its process.
 * @returns false if the run is no longer the worker's: it has to stop the process.
 */
export async function beginRun(transitions: Transitions, claim: Claim, at: Date): Promise<boolean> {
  const applied = await transitions.apply({
    taskId: claim.taskId,
    epoch: claim.epoch,
    known: claim.known,
    decide(task) {
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
  if (applied) return true;
  const found = claim.known.task;
  // Written already, by a try whose answer was lost.
  return found !== undefined && found.epoch === claim.epoch && hasLiveRun(found.status);
}
