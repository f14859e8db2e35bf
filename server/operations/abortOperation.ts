import { AppError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { findOperation } from './operationRow.ts';

/**
 * What was done stays done. The portion under way is finished first. Aborting again changes nothing.
 * @throws {AppError} 404, or 409 for one that is over.
 */
export async function abortOperation(store: Store, id: string): Promise<void> {
  const at = new Date();
  await store.change({
    sql: `update operations set abort_requested_at = ? where id = ? and status in ('pending', 'running')`,
    values: [at, id],
  });
  await store.change({
    sql: `update operations set status = 'aborted', updated_at = ?, completed_at = ?
      where id = ? and status = 'pending'`,
    values: [at, at, id],
  });
  const { status } = await findOperation(store, id);
  if (status !== 'completed' && status !== 'failed') return;
  throw new AppError({
    code: 'operation.over',
    message: `Operation ${id} is ${status}: there is nothing left to abort.`,
    status: 409,
  });
}
