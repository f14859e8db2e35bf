import { TOTAL_COUNTED_MAX } from '#shared/api.ts';
import type { ListSchedulesQuery } from '#shared/schedule.ts';
import { invalidFields, notFound } from '../errors.ts';
import { ScheduleEntity, type ScheduleRow } from '../store/schedule.entity.ts';
import { condition, whereAll } from '../store/sql.ts';
import type { Store } from '../store/store.ts';

export interface SchedulePage {
  rows: ScheduleRow[];
  /** Counted up to one more than TOTAL_COUNTED_MAX. */
  total: number;
  /** Null on the last page. */
  nextCursor: string | null;
}

/** The last schedule's id. */
const CURSOR = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * In the order of their creation, which is that of their ids.
 * @throws {AppError} 422 for a cursor that isn't one.
 */
export async function listSchedules(store: Store, query: ListSchedulesQuery): Promise<SchedulePage> {
  const { project_id, cursor } = query;
  if (cursor !== undefined && !CURSOR.test(cursor))
    throw invalidFields([{ path: 'cursor', message: 'is not a next_cursor of this list' }]);
  const filter = project_id === undefined ? {} : { projectId: project_id };
  const page = cursor === undefined ? filter : { ...filter, id: { $gt: cursor } };
  const where = whereAll(project_id === undefined ? [] : [condition('project_id = ?', project_id)]);
  const [found, [counted]] = await Promise.all([
    // One more than asked for tells whether there is a next page.
    store.entities().find(ScheduleEntity, page, { orderBy: { id: 'asc' }, limit: query.limit + 1 }),
    store.query<{ total: number }>(
      `select count(*) as total from (select 1 from schedules ${where.sql} limit ?) as counted`,
      [...where.values, TOTAL_COUNTED_MAX + 1],
    ),
  ]);
  const rows = found.slice(0, query.limit);
  return {
    rows,
    total: Number(counted?.total ?? 0),
    nextCursor: found.length > query.limit ? (rows.at(-1)?.id ?? null) : null,
  };
}

/** @throws {AppError} 404 */
export async function readSchedule(store: Store, id: string): Promise<ScheduleRow> {
  const row = await store.entities().findOne(ScheduleEntity, { id });
  if (!row) throw notFound('schedule', id);
  return row;
}
