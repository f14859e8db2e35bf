import { TOTAL_COUNTED_MAX } from '#shared/api.ts';
import type { ListSchedulesQuery } from '#shared/schedule.ts';
import { notFound } from '../errors.ts';
import { ScheduleEntity, type ScheduleRow } from '../store/schedule.entity.ts';
import type { Store } from '../store/store.ts';

export interface SchedulePage {
  rows: ScheduleRow[];
  /** Counted up to one more than TOTAL_COUNTED_MAX. */
  total: number;
  /** Null on the last page. */
  nextCursor: string | null;
}

/** In the order of their creation, which is that of their ids. */
export async function listSchedules(store: Store, query: ListSchedulesQuery): Promise<SchedulePage> {
  const filter = query.project_id === undefined ? {} : { projectId: query.project_id };
  const page = query.cursor === undefined ? filter : { ...filter, id: { $gt: query.cursor } };
  const [found, counted] = await Promise.all([
    // One more than asked for tells whether there is a next page.
    store.entities().find(ScheduleEntity, page, { orderBy: { id: 'asc' }, limit: query.limit + 1 }),
    store.entities().find(ScheduleEntity, filter, { fields: ['id'], limit: TOTAL_COUNTED_MAX + 1 }),
  ]);
  const rows = found.slice(0, query.limit);
  return {
    rows,
    total: counted.length,
    nextCursor: found.length > query.limit ? (rows.at(-1)?.id ?? null) : null,
  };
}

/** @throws {AppError} 404 */
export async function readSchedule(store: Store, id: string): Promise<ScheduleRow> {
  const row = await store.entities().findOne(ScheduleEntity, { id });
  if (!row) throw notFound('schedule', id);
  return row;
}
