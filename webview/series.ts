/** What the charts draw, out of what the server counts by day: the oldest day first. */
import type { Performance } from '#shared/statistics.ts';

type Day = Performance['items'][number];

export interface Series {
  /** Days, as in 2030-01-31. */
  days: string[];
  succeeded: number[];
  failed: number[];
  /** Percent; null where nothing ended. */
  successRate: (number | null)[];
  p50: (number | null)[];
  p95: (number | null)[];
}

export function seriesOf({ items }: Performance): Series {
  const days = items.toReversed();
  const succeeded = (day: Day) => Math.round(day.total_tasks * (day.success_rate ?? 0));
  return {
    days: days.map(({ day }) => day),
    succeeded: days.map(succeeded),
    failed: days.map((day) => day.total_tasks - succeeded(day)),
    successRate: days.map(({ success_rate: rate }) => (rate === null ? null : rate * 100)),
    p50: days.map(({ p50_duration: seconds }) => seconds),
    p95: days.map(({ p95_duration: seconds }) => seconds),
  };
}

/** Over all days; null where nothing ended. */
export function overallRate({ items }: Performance): number | null {
  const total = items.reduce((sum, day) => sum + day.total_tasks, 0);
  const succeeded = items.reduce((sum, day) => sum + day.total_tasks * (day.success_rate ?? 0), 0);
  return total === 0 ? null : succeeded / total;
}
