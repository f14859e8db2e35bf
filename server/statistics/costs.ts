/** What runs cost: added up in the transactions that end them, read by project and by user. */
import type { CostStatistics } from '#shared/statistics.ts';
import type { Statement } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { dayOf, slotOf } from './counterTimes.ts';

/** Adds a run's cost. @param usd nothing is added for 0. */
export function countCost(taskId: string, usd: number, at: Date): Statement[] {
  if (usd <= 0) return [];
  const times = [
    ['slot', slotOf(at)],
    ['day', dayOf(at)],
  ] as const;
  return times.map(([grain, startsAt]) => ({
    sql: `insert into cost_counters (grain, starts_at, project_id, user_id, usd)
      select ?, ?, project_id, user_id, ? from tasks where id = ? on duplicate key update usd = usd + ?`,
    values: [grain, startsAt, usd, taskId, usd],
  }));
}

/** The dearest first. */
export async function readCosts(
  store: Store,
  { grain, from, projectId }: { grain: 'slot' | 'day'; from: Date; projectId: string | undefined },
): Promise<CostStatistics> {
  const rows = await store.query<{ project_id: string; user_id: string; usd: number }>(
    `select project_id, user_id, sum(usd) as usd from cost_counters
      where grain = ? and starts_at >= ? ${projectId === undefined ? '' : 'and project_id = ?'}
      group by project_id, user_id`,
    [grain, from, ...(projectId === undefined ? [] : [projectId])],
  );
  const sums = (key: 'project_id' | 'user_id') => {
    const byKey = Map.groupBy(rows, (row) => row[key]);
    const entries = [...byKey].map(([name, some]) => ({ name, usd: total(some) }));
    return entries.sort((a, b) => b.usd - a.usd);
  };
  return {
    total_usd: total(rows),
    by_project: sums('project_id').map(({ name, usd }) => ({ project_id: name, usd })),
    by_user: sums('user_id').map(({ name, usd }) => ({ user_id: name, usd })),
  };
}

function total(rows: readonly { usd: number }[]): number {
  return rows.reduce((sum, { usd }) => sum + usd, 0);
}
