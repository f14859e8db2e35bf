import { notFound } from '../errors.ts';
import type { Store } from '../store/store.ts';

/** Takes a failure off the list; its task stays as it is, and can still be tried again. @throws {AppError} 404 */
export async function dismissDeadLetter(store: Store, taskId: string): Promise<void> {
  const removed = await store.change({
    sql: 'delete from dead_letters where task_id = ?',
    values: [taskId],
  });
  if (removed === 0) throw notFound('dead_letter', taskId);
}
