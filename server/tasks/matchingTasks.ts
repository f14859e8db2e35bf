/** All tasks that match a filter, in bounded portions. */
import { condition, type Statement, whereAll } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { filterConditions, type TaskFilter } from './taskFilter.ts';

export interface Matching {
  filter: TaskFilter;
  /** Who `me` is in the filter. */
  userId: string;
  /** Tasks that were made later are left alone. */
  createdUntil: Date;
}

function where({ filter, userId, createdUntil }: Matching, more: Statement[] = []): Statement {
  const until = condition('t.created_at <= ?', createdUntil);
  return whereAll([...filterConditions(filter, { userId }), until, ...more]);
}

/** The next ids in their order, read along the primary key: the whole table once, however many portions. */
export async function nextMatching(
  store: Store,
  matching: Matching,
  { after, limit }: { after: string; limit: number },
): Promise<string[]> {
  const { sql, values } = where(matching, [condition('t.id > ?', after)]);
  const rows = await store.query<{ id: string }>(
    `select t.id from tasks t force index (primary) ${sql} order by t.id limit ?`,
    [...values, limit],
  );
  return rows.map(({ id }) => id);
}

export async function countMatching(store: Store, matching: Matching): Promise<number> {
  const { sql, values } = where(matching);
  const [row] = await store.query<{ counted: number }>(
    `select count(*) as counted from tasks t ${sql}`,
    values,
  );
  return Number(row?.counted ?? 0);
}
