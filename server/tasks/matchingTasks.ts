/** All tasks that match a filter, in bounded portions. */
import type { FilterQuery } from '@mikro-orm/mysql';
import type { Store } from '../store/store.ts';
import { TaskEntity, type TaskRow } from '../store/task.entity.ts';
import { filters, type TaskFilter } from './listTasks.ts';

export interface Matching {
  filter: TaskFilter;
  /** Who `me` is in the filter. */
  userId: string;
  /** Tasks that were made later are left alone. */
  createdUntil: Date;
}

function where({ filter, userId, createdUntil }: Matching, more: object[] = []) {
  const conditions = [...filters(filter, { userId }), { createdAt: { $lte: createdUntil } }, ...more];
  return { $and: conditions } as FilterQuery<TaskRow> as never;
}

/** The next ids in their order, read along the primary key: the whole table once, however many portions. */
export async function nextMatching(
  store: Store,
  matching: Matching,
  { after, limit }: { after: string; limit: number },
): Promise<string[]> {
  const rows = await store.entities().find(TaskEntity, where(matching, [{ id: { $gt: after } }]), {
    fields: ['id'] as never,
    orderBy: { id: 'asc' },
    limit,
    indexHint: 'force index (primary)',
    disableIdentityMap: true,
  });
  return (rows as { id: string }[]).map(({ id }) => id);
}

export function countMatching(store: Store, matching: Matching): Promise<number> {
  return store.entities().count(TaskEntity, where(matching));
}
