/** An operation as the store has it. */
import type { Operation, OperationFilter } from '#shared/operation.ts';
import { notFound } from '../errors.ts';
import { dateFromColumn } from '../store/sql.ts';
import type { Store } from '../store/store.ts';

type Times = 'created_at' | 'updated_at' | 'completed_at';

export interface OperationColumns extends Omit<Operation, Times | 'filter'> {
  /** JSON, as text or as the driver has parsed it already. */
  filter: string | OperationFilter;
  user_id: string;
  /** The last task that was dealt with. */
  after_id: string;
  holder: string | null;
  abort_requested_at: string | null;
  created_at: string;
  updated_at: string;
  completed_at: string | null;
}

/** @throws {AppError} 404 */
export async function findOperation(store: Store, id: string): Promise<OperationColumns> {
  const [row] = await store.query<OperationColumns>('select * from operations where id = ?', [id]);
  if (!row) throw notFound('operation', id);
  return row;
}

export function filterOf({ filter }: OperationColumns): OperationFilter {
  return typeof filter === 'string' ? (JSON.parse(filter) as OperationFilter) : filter;
}

export function operationWire(row: OperationColumns): Operation {
  const { id, action, status, total, done, succeeded, skipped, failed } = row;
  const time = (text: string) => dateFromColumn(text).toISOString();
  return {
    ...{ id, action, filter: filterOf(row), status, total, done, succeeded, skipped, failed },
    created_at: time(row.created_at),
    updated_at: time(row.updated_at),
    completed_at: row.completed_at === null ? null : time(row.completed_at),
  };
}
