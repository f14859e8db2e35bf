/** Pages of a table, the newest rows first, each beginning where the one before ended. */
import { TOTAL_COUNTED_MAX } from '#shared/api.ts';
import { invalidFields } from '../errors.ts';
import { dateFromColumn, type Statement, whereAll } from './sql.ts';
import type { Store } from './store.ts';

export interface Page<Row> {
  rows: Row[];
  total: number;
  total_exact: boolean;
  next_cursor: string | null;
}

export interface PageOf {
  table: string;
  columns: string;
  /** A `DATETIME(3)` column, and one that tells rows of the same time apart. */
  order: { time: string; id: string };
  /** Conditions that all have to hold. */
  where: Statement[];
  limit: number;
  cursor: string | undefined;
}

/** @throws {AppError} 422 for a cursor that isn't one. */
export async function readPage<Row>(store: Store, page: PageOf): Promise<Page<Row>> {
  const { table, columns, order, limit } = page;
  const from = page.cursor === undefined ? [] : [afterCursor(page.cursor, order)];
  const filter = whereAll(page.where);
  const beyond = whereAll([...page.where, ...from]);
  const [rows, [counted]] = await Promise.all([
    // One more than asked for tells whether there is a next page.
    store.query<Record<string, unknown>>(
      `select ${columns} from ${table} ${beyond.sql} order by ${order.time} desc, ${order.id} desc limit ?`,
      [...beyond.values, limit + 1],
    ),
    store.query<{ total: number }>(
      `select count(*) as total from (select 1 from ${table} ${filter.sql} limit ?) as counted`,
      [...filter.values, TOTAL_COUNTED_MAX + 1],
    ),
  ]);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const total = Number(counted?.total ?? 0);
  return {
    rows: shown as Row[],
    total: Math.min(total, TOTAL_COUNTED_MAX),
    total_exact: total <= TOTAL_COUNTED_MAX,
    next_cursor: rows.length > limit && last ? cursorOf(last, order) : null,
  };
}

/** Opaque to clients: the last row's place in the order. */
function cursorOf(row: Record<string, unknown>, { time, id }: PageOf['order']): string {
  return Buffer.from(`${dateFromColumn(String(row[time])).toISOString()} ${row[id]}`).toString('base64url');
}

function afterCursor(cursor: string, { time, id }: PageOf['order']) {
  const [at = '', rowId] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const date = new Date(/^\d{4}-.*Z$/.test(at) ? at : Number.NaN);
  if (Number.isNaN(date.getTime()) || !rowId) {
    throw invalidFields([{ path: 'cursor', message: 'is not a next_cursor of this list' }]);
  }
  return { sql: `${time} < ? or (${time} = ? and ${id} < ?)`, values: [date, date, rowId] };
}
