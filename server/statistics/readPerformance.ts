import type { Performance } from '#shared/statistics.ts';
import type { Store } from '../store/store.ts';
import { lastDays } from './counterTimes.ts';
import { type BucketCount, percentile } from './durationBuckets.ts';

interface DayColumns {
  day: string;
  total: string;
  succeeded: string;
  ran: string;
  run_seconds: number;
  run_min: number | null;
  run_max: number | null;
}

/** How long tasks took on each of the last days, and how many succeeded. Reads counters only. */
export async function readPerformance(
  store: Store,
  { kind, days }: { kind?: string | undefined; days: number },
): Promise<Performance> {
  const wanted = lastDays(days, new Date());
  const since = wanted.at(-1);
  const [ofKind, kinds] = kind === undefined ? ['', []] : ['and kind = ?', [kind]];
  const [totals, buckets] = await Promise.all([
    store.query<DayColumns>(
      `select date_format(starts_at, '%Y-%m-%d') as day, sum(ended) as total,
          sum(case when status = 'success' then ended else 0 end) as succeeded,
          sum(ran) as ran, sum(run_seconds) as run_seconds, min(run_min) as run_min, max(run_max) as run_max
        from task_counters where grain = 'day' and starts_at >= ? and status <> 'revoked' ${ofKind} group by day`,
      [since, ...kinds],
    ),
    store.query<BucketCount & { day: string }>(
      `select date_format(day, '%Y-%m-%d') as day, bucket, cast(sum(ended) as signed) as ended
        from duration_counters where day >= ? ${ofKind} group by day, bucket`,
      [since, ...kinds],
    ),
  ]);
  const totalOf = new Map(totals.map((row) => [row.day, row]));
  const bucketsOf = Map.groupBy(buckets, ({ day }) => day);
  return {
    kind: kind ?? null,
    items: wanted.map((day) => ofDay(day, totalOf.get(day), bucketsOf.get(day) ?? [])),
  };
}

function ofDay(
  day: string,
  row: DayColumns | undefined,
  buckets: readonly BucketCount[],
): Performance['items'][number] {
  const total = Number(row?.total ?? 0);
  const ran = Number(row?.ran ?? 0);
  const { run_min: min = null, run_max: max = null } = row ?? {};
  const within = min === null || max === null ? undefined : { min, max };
  const at = (fraction: number) => (within ? percentile(buckets, fraction, within) : null);
  return {
    day,
    avg_duration: ran > 0 ? Number(row?.run_seconds) / ran : null,
    max_duration: max,
    min_duration: min,
    p50_duration: at(0.5),
    p95_duration: at(0.95),
    total_tasks: total,
    success_rate: total > 0 ? Number(row?.succeeded) / total : null,
  };
}
