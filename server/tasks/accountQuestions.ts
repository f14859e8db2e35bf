/** Of all runs that meet the same wall of an account, one asks; the others wait for its answer. */
import type { ConfirmationStatus } from '#shared/confirmation.ts';
import type { Store } from '../store/store.ts';
import type { TaskRow } from '../store/task.entity.ts';
import { accountNameOf } from './accounts.ts';

/** In the place of a tool's name. No rule is about it, not even one about all tools. */
export const ACCOUNT_TOOL = 'switchyard:account';

/** Whoever may ask opens the question within milliseconds; after so long it is taken for lost. */
const CLAIM_MS = 10_000;

export type AccountClaim =
  /** This run asks, in the account's name. */
  | { name: string }
  /** Another one's question is open, or about to be. */
  | { waitsFor: string };

/** @param id of the question, if it is asked. May be repeated. */
export async function claimAccountQuestion(
  store: Store,
  task: Pick<TaskRow, 'id' | 'credential' | 'modelKey' | 'env' | 'projectId' | 'userId'>,
  model: string,
  id: string,
): Promise<AccountClaim> {
  const credential = task.credential ?? '';
  const now = new Date();
  await store.change({
    sql: `insert ignore into account_questions (credential, model, own_model, confirmation_id, task_id, claimed_at)
      values (?, ?, ?, ?, ?, ?)`,
    values: [credential, model, task.modelKey ?? '', id, task.id, now],
  });
  // In one statement, so that of two at once the second one finds the first one's claim.
  await store.change({
    sql: `update account_questions q left join confirmations c on c.id = q.confirmation_id
      set q.confirmation_id = ?, q.own_model = ?, q.task_id = ?, q.claimed_at = ?
      where q.credential = ? and q.model = ?
        and if(c.id is null, q.claimed_at < ? or q.task_id = ?, c.status <> 'pending')`,
    values: [
      ...[id, task.modelKey ?? '', task.id, now, credential, model],
      ...[new Date(now.getTime() - CLAIM_MS), task.id],
    ],
  });
  const [row] = await store.query<{ confirmation_id: string; task_id: string }>(
    'select confirmation_id, task_id from account_questions where credential = ? and model = ?',
    [credential, model],
  );
  if (row && row.task_id !== task.id) return { waitsFor: row.confirmation_id };
  return { name: await accountNameOf(store, task) };
}

/** A question that is closed no longer holds anybody. */
export async function isOpen(store: Store, id: string): Promise<boolean> {
  const [row] = await store.query<{ status: ConfirmationStatus }>(
    'select status from confirmations where id = ?',
    [id],
  );
  return row?.status === 'pending';
}
