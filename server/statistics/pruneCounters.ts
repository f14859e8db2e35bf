import { STATISTICS_DAYS_MAX } from '#shared/statistics.ts';
import type { Store } from '../store/store.ts';
import { DAY_MS, dayOf } from './counterTimes.ts';

const DAYS_KEPT = STATISTICS_DAYS_MAX + 5;
const SLOT_DAYS_KEPT = 2;

/** Forgets counters that nobody may ask for any more. Safe to repeat and to run beside itself. */
export async function pruneCounters(store: Store, now = new Date()): Promise<void> {
  const before = (days: number) => dayOf(new Date(now.getTime() - days * DAY_MS));
  for (const table of ['task_counters', 'cost_counters']) {
    await store.change({
      sql: `delete from ${table} where grain = 'slot' and starts_at < ?`,
      values: [before(SLOT_DAYS_KEPT)],
    });
    await store.change({
      sql: `delete from ${table} where grain = 'day' and starts_at < ?`,
      values: [before(DAYS_KEPT)],
    });
  }
  for (const table of ['duration_counters', 'error_counters']) {
    await store.change({ sql: `delete from ${table} where day < ?`, values: [before(DAYS_KEPT)] });
  }
}

const PRUNE_EVERY_MS = 3_600_000;

/** Prunes now and every hour, until stopped. @param onError told of what the next time will mend. */
export function keepPruning(store: Store, onError: (error: unknown) => void): () => Promise<void> {
  let pruning = pruneCounters(store).catch(onError);
  const timer = setInterval(() => {
    pruning = pruneCounters(store).catch(onError);
  }, PRUNE_EVERY_MS);
  return () => {
    clearInterval(timer);
    return pruning;
  };
}
