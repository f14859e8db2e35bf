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
    decide(task) {
      if (task.status !== 'started') return undefined;
      return {
        path: ['running'],
        columns: { startedAt: at },
        also: [
          {
            sql: `update runs set status = 'running', started_at = ? where task_id = ? and number = ?`,
            values: [at, claim.taskId, claim.run],
          },
        ],
        actor: 'worker',
        reason: 'process started',
        run: claim.run,
      };
    },
  });
  return applied !== undefined;
}
