import { updateWhere } from '../store/sql.ts';
import type { Transitions } from '../tasks/applyTransition.ts';

/** An answer allowed what a rule of the project forbids by now, or on the worker's machine: the rule stays. */
export async function overruleAnswer(
  transitions: Transitions,
  taskId: string,
  id: string,
  reason: string,
): Promise<void> {
  await transitions.apply({
    taskId,
    decide: (task) => ({
      path: [],
      questions: [{ type: 'confirmation.answered', id, run: task.runNumber }],
      also: [
        updateWhere(
          'confirmations',
          { status: 'denied', decision: 'deny', reason },
          `id = ? and status = 'allowed'`,
          [id],
        ),
      ],
      actor: 'worker',
      reason,
      run: task.runNumber,
    }),
  });
}
