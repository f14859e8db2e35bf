import type { Confirmation, ConfirmationAnswer } from '#shared/confirmation.ts';
import { AppError } from '../errors.ts';
import type { ConfirmationRow } from '../store/confirmation.entity.ts';
import { type Columns, updateWhere } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import type { Transitions } from '../tasks/applyTransition.ts';
import type { Projects } from '../tasks/projects.ts';
import type { Signals } from '../tasks/signals.ts';
import type { Caller } from '../tasks/submitTask.ts';
import { afterAnswer } from './afterAnswer.ts';
import { canonicalJson } from './canonicalJson.ts';
import { checkAnswer } from './checkAnswer.ts';
import { confirmationWire } from './confirmationWire.ts';
import { deniedByRule } from './decideByRule.ts';
import { findDenyRule } from './denyRules.ts';
import { findConfirmation } from './readConfirmation.ts';

/**
 * Answers a question, for its run to hear. The first answer stays, also when its run is lost and asks again later.
 * @throws {AppError} 404, 422 for an answer that doesn't fit the question, 403 for one that a rule forbids, or 409 with what became of it before.
 */
export async function answerConfirmation(
  deps: { store: Store; transitions: Transitions; signals: Signals; projects: Pick<Projects, 'denyRules'> },
  id: string,
  answer: ConfirmationAnswer,
  caller: Caller,
): Promise<Confirmation> {
  const row = await findConfirmation(deps.store, id);
  if (row.status !== 'pending') throw notOpen(row);
  const checked = checkAnswer(row, answer);
  if (checked.decision === 'allow') await refuseForbidden(deps, row, checked.updated_input);
  const applied = await deps.transitions.apply({
    taskId: row.taskId,
    decide(task) {
      const open = task.openQuestions.find((each) => each.id === id);
      if (!open) return undefined;
      const columns = answerColumns(checked, caller, new Date());
      return {
        path: afterAnswer(task, id),
        questions: [{ ...open, type: 'confirmation.answered' }],
        also: [updateWhere('confirmations', columns, `id = ? and status = 'pending'`, [id])],
        actor: caller.userId,
        reason: `${checked.decision === 'allow' ? 'allowed' : 'denied'}: ${row.title}`,
        run: open.run,
      };
    },
  });
  const now = await findConfirmation(deps.store, id);
  if (!applied) throw notOpen(now);
  deps.signals.confirmationAnswered(id);
  // Other tasks of the account may have waited for it.
  if (row.kind === 'account') deps.signals.wakeDispatcher();
  return confirmationWire(now);
}

/** Whoever allows it: what the project's rules forbid stays forbidden, also when it comes in by an edited input. */
async function refuseForbidden(
  { store, projects }: { store: Store; projects: Pick<Projects, 'denyRules'> },
  row: ConfirmationRow,
  updatedInput: unknown,
): Promise<void> {
  const deny = await projects.denyRules(row.projectId);
  if (deny.length === 0) return;
  const [task] = await store.query<{ working_dir: string }>('select working_dir from tasks where id = ?', [
    row.taskId,
  ]);
  const input = updatedInput ?? (JSON.parse(row.input) as unknown);
  const found = await findDenyRule(deny, { tool: row.tool, input, workingDir: task?.working_dir ?? '/' });
  if (!found) return;
  const message = `It can’t be allowed: ${deniedByRule(row.projectId, found.inWords)}.`;
  throw new AppError({
    code: 'confirmation.denied_by_rule',
    message,
    status: 403,
    extra: { rule: found.rule },
  });
}

function answerColumns(answer: ConfirmationAnswer, { userId }: Caller, at: Date): Columns {
  return {
    status: answer.decision === 'allow' ? 'allowed' : 'denied',
    decision: answer.decision,
    answeredBy: userId,
    answeredAt: at,
    reason: answer.reason,
    answers: answer.answers,
    answerText: answer.text,
    formValues: answer.values,
    updatedInput: answer.updated_input === undefined ? null : canonicalJson(answer.updated_input),
    scope: answer.scope ?? 'once',
  };
}

function notOpen(row: ConfirmationRow): AppError {
  const { answered_by, answered_at, decision } = confirmationWire(row);
  const [problem, message] = notOpenInWords(row);
  return new AppError({
    code: `confirmation.${problem}`,
    message,
    status: 409,
    extra: { answered_by, answered_at, decision, task_id: row.taskId },
  });
}

function notOpenInWords(row: ConfirmationRow): [problem: string, message: string] {
  const { answered_by, answered_at } = confirmationWire(row);
  switch (row.status) {
    case 'expired':
      return ['expired', `Nobody answered in time: it was denied at ${answered_at}.`];
    case 'withdrawn':
      return ['withdrawn', `It waits for no answer any more: ${row.reason ?? 'taken back'}.`];
    default: {
      const by = answered_by === null ? '' : ` by ${answered_by}`;
      return ['already_answered', `It was ${row.status}${by} at ${answered_at}.`];
    }
  }
}
