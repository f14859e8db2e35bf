import { notFound } from '../errors.ts';
import type { Store } from '../store/store.ts';

/** Its tasks stay. @throws {AppError} 404 */
export async function deleteSchedule(store: Store, id: string): Promise<void> {
  const deleted = await store.transaction(async (transaction) => {
    const [header] = await transaction.run([{ sql: 'delete from schedules where id = ?', values: [id] }]);
    await transaction.runAndCommit([
      { sql: 'delete from schedule_firings where schedule_id = ?', values: [id] },
    ]);
    return (header as { affectedRows?: number }).affectedRows === 1;
  });
  if (!deleted) throw notFound('schedule', id);
}
