import { updateWhere } from '../store/sql.ts';
import type { Transitions } from '../tasks/applyTransition.ts';
import type { Claim } from '../tasks/claimRun.ts';
import { afterAnswer } from './afterAnswer.ts';

/**
 * Ends the waiting for an answer that nobody has given: the time is up, or whoever asked takes the question back. When
 * the time is up the task stays as it is: its run is about to fail, and both moves are recorded then.
 * @returns false if somebody was first, or the run is over.
 */
export async function closeConfirmation(
  transitions: Transitions,
  claim: Claim,
  id: string,
  how: { status: 'expired' | 'withdrawn'; reason: string },
): Promise<boolean> {
  const applied = await transitions.apply({
    taskId: claim.taskId,
    epoch: claim.epoch,
    known: claim.known,
    decide(task) {
      if (!task.openQuestions.some((each) => each.id === id)) return undefined;
      const at = new Date();
      const columns = { ...how, answeredAt: at, deliveredAt: at };
      const decision = how.status === 'expired' ? { ...columns, decision: 'deny' } : columns;
      return {
        path: how.status === 'expired' ? [] : afterAnswer(task, id),
        questions: [{ type: 'confirmation.answered', id, run: claim.run }],
        also: [updateWhere('confirmations', decision, `id = ? and status = 'pending'`, [id])],
        actor: 'worker',
        reason: how.reason,
        run: claim.run,
      };
    },
  });
  return applied !== undefined;
}
