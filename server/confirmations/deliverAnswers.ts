/** The worker's end of an answer: read when it is there, and marked when its run has it. */
import type { ConfirmationReply } from '../executors/executor.ts';
import { ConfirmationEntity, type ConfirmationRow } from '../store/confirmation.entity.ts';
import type { Store } from '../store/store.ts';

/** Those of these questions that wait no longer. */
export function readAnswered(store: Store, ids: readonly string[]): Promise<ConfirmationRow[]> {
  return store.entities().find(ConfirmationEntity, { id: { $in: [...ids] }, status: { $ne: 'pending' } });
}

/** What the run hears. */
export function replyOf(row: ConfirmationRow): ConfirmationReply {
  const { decision, reason, answers, answerText, formValues, updatedInput, answeredBy } = row;
  if (decision !== 'allow') {
    return {
      decision: 'deny',
      reason: reason ?? `denied by ${answeredBy ?? 'nobody: the question is closed'}`,
    };
  }
  return {
    decision,
    ...(answers ? { answers } : {}),
    ...(formValues ? { values: formValues } : {}),
    ...(typeof answerText === 'string' ? { text: answerText } : {}),
    ...(typeof updatedInput === 'string' ? { updatedInput: JSON.parse(updatedInput) as unknown } : {}),
    ...(typeof reason === 'string' ? { reason } : {}),
  };
}

/** From now on no later run takes it over. A secret was kept for this moment only. */
export async function markDelivered(store: Store, id: string): Promise<void> {
  await store.change({
    sql: `update confirmations set delivered_at = ?, answer_text = if(secret, null, answer_text)
      where id = ? and delivered_at is null`,
    values: [new Date(), id],
  });
}
