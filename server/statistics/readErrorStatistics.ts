import type { ErrorStatistics } from '#shared/statistics.ts';
import type { Store } from '../store/store.ts';
import { lastDays } from './counterTimes.ts';

type ErrorColumns = Record<'day' | 'error_class', string> & {
  error_type: ErrorStatistics['items'][number]['error_type'];
  failed: string;
  final: string;
};

/** How many runs failed with what on each of the last days. */
export async function readErrorStatistics(
  store: Store,
  { project_id, days }: { project_id?: string | undefined; days: number },
): Promise<ErrorStatistics> {
  const [ofProject, projects] = project_id === undefined ? ['', []] : ['and project_id = ?', [project_id]];
  const rows = await store.query<ErrorColumns>(
    `select date_format(day, '%Y-%m-%d') as day, error_type, error_class, sum(failed) as failed,
        sum(final) as final
      from error_counters where day >= ? ${ofProject}
      group by day, error_type, error_class order by day desc, failed desc, error_class`,
    [lastDays(days, new Date()).at(-1), ...projects],
  );
  return {
    items: rows.map(({ failed, final, ...row }) => ({ ...row, count: Number(failed), final: Number(final) })),
  };
}
