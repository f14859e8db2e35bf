/**
 * Daily figures in a table of their own, computed anew from the tasks themselves, for who reads the database with other
 * programs. The API answers from the counters.
 */
import { z } from 'zod';
import { SYSTEM_PROJECT } from '#shared/project.ts';
import { isFinal, statesWhere } from '#shared/taskState.ts';
import type { MaintenanceContext } from '../executors/maintenance/maintenanceActions.ts';
import type { Store } from '../store/store.ts';

const DAY_MS = 86_400_000;
/** Two months: so that one can be compared with the one before. */
const KEPT_DAYS = 62;

/** Today and yesterday: tasks that ended earlier have hardly changed. */
const optionsSchema = z.strictObject({ days: z.int().min(1).max(30).default(2) });

export interface SyncedStatistics {
  /** `2026-01-31`, the latest first. */
  days: string[];
  /** One for each day, project and kind. */
  rows: number;
}

export async function syncTaskStatistics(
  { store }: { store: Store },
  { options, signal }: MaintenanceContext,
): Promise<SyncedStatistics> {
  const { days: count } = optionsSchema.parse(options);
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const synced: SyncedStatistics = { days: [], rows: 0 };
  for (let back = 0; back < count; back++) {
    signal.throwIfAborted();
    const from = new Date(today - back * DAY_MS);
    synced.rows += await syncDay(store, from);
    synced.days.push(dayOf(from));
  }
  await store.change({
    sql: 'delete from task_statistics_daily where day < ?',
    values: [dayOf(new Date(today - KEPT_DAYS * DAY_MS))],
  });
  return synced;
}

/** The same rows, however often and by however many at once. @returns how many. */
function syncDay(store: Store, from: Date): Promise<number> {
  const until = new Date(from.getTime() + DAY_MS);
  const day = dayOf(from);
  return store.transaction(async (transaction) => {
    const [, header] = await transaction.runAndCommit([
      { sql: 'delete from task_statistics_daily where day = ?', values: [day] },
      {
        // A task was changed when it ended, so the index of updated_at leads to it. What another one wrote meanwhile is
        // replaced: it is the same.
        sql: `replace into task_statistics_daily (day, project_id, kind, completed, failed, cancelled, total,
            avg_duration, min_duration, max_duration, p50_duration, p95_duration)
          select ?, project_id, kind, sum(status = 'success'), sum(status in ('failure', 'timeout')),
            sum(status = 'revoked'), count(*), avg(ran), min(ran), max(ran),
            min(case when place >= 0.5 * runs then ran end), min(case when place >= 0.95 * runs then ran end)
          from (
            select project_id, kind, status, ran,
              row_number() over (partition by project_id, kind, ran is null order by ran) as place,
              count(ran) over (partition by project_id, kind) as runs
            from (
              select project_id, kind, status, case when status <> 'revoked' then duration end as ran from tasks
              where updated_at >= ? and completed_at >= ? and completed_at < ? and status in (?) and project_id <> ?
            ) ended
          ) ranked
          group by project_id, kind`,
        values: [day, from, from, until, statesWhere(isFinal), SYSTEM_PROJECT],
      },
    ]);
    return (header as { affectedRows?: number }).affectedRows ?? 0;
  });
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
