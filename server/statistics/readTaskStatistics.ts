import type { StatisticsPeriod, TaskStatistics, TaskStatisticsQuery } from '#shared/statistics.ts';
import type { Store } from '../store/store.ts';
import { readCosts } from './costs.ts';
import { beginOfDay, beginOfSlot, DAY_MS } from './counterTimes.ts';

/** Short periods are read from slots of ten minutes, long ones from days: some hundred rows at most a project. */
const periods: Readonly<Record<StatisticsPeriod, { lengthMs: number; grain: 'slot' | 'day' }>> = {
  hour: { lengthMs: DAY_MS / 24, grain: 'slot' },
  day: { lengthMs: DAY_MS, grain: 'slot' },
  week: { lengthMs: 7 * DAY_MS, grain: 'day' },
  month: { lengthMs: 30 * DAY_MS, grain: 'day' },
};

interface StatusColumns {
  status: keyof TaskStatistics['counts'];
  ended: string;
  ran: string;
  run_seconds: number;
  waited: string;
  wait_seconds: number;
}

/** How the tasks of a period ended, and how long they waited and ran. */
export async function readTaskStatistics(
  store: Store,
  { period, project_id }: TaskStatisticsQuery,
): Promise<TaskStatistics> {
  const to = new Date();
  const { lengthMs, grain } = periods[period];
  const begin = grain === 'slot' ? beginOfSlot : beginOfDay;
  const from = new Date(begin(to.getTime() - lengthMs));
  const [ofProject, projects] = project_id === undefined ? ['', []] : ['and project_id = ?', [project_id]];
  const rows = await store.query<StatusColumns>(
    `select status, sum(ended) as ended, sum(ran) as ran, sum(run_seconds) as run_seconds,
        sum(waited) as waited, sum(wait_seconds) as wait_seconds
      from task_counters where grain = ? and starts_at >= ? ${ofProject} group by status`,
    [grain, from, ...projects],
  );
  const cost = await readCosts(store, { grain, from, projectId: project_id });
  const sum = (column: Exclude<keyof StatusColumns, 'status'>) =>
    rows.reduce((total, row) => total + Number(row[column]), 0);
  const counts = { success: 0, failure: 0, timeout: 0, revoked: 0 };
  for (const { status, ended } of rows) counts[status] = Number(ended);
  const total = sum('ended');
  return {
    period,
    project_id: project_id ?? null,
    from: from.toISOString(),
    to: to.toISOString(),
    counts,
    total,
    success_rate: ratio(counts.success, total - counts.revoked),
    avg_wait: ratio(sum('wait_seconds'), sum('waited')),
    avg_duration: ratio(sum('run_seconds'), sum('ran')),
    cost,
  };
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
