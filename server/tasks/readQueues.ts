import type { QueueWire } from '#shared/queue.ts';
import type { Store } from '../store/store.ts';
import { readLimits } from './limits.ts';
import { liveSlots } from './workerLease.ts';

/** The state of the named queues. @param loadOf from the jobs of a queue and all slots: what is held has none. */
export async function readQueues(
  store: Store,
  names: readonly string[],
  loadOf: (jobs: number, slots: number) => number,
): Promise<QueueWire[]> {
  const [limits, slots, counts] = await Promise.all([
    readLimits(store),
    liveSlots(store),
    store.query<{ queue: string; admitted: number; running: number; jobs: number }>(
      `select queue, sum(status = 'received') as admitted, sum(status <> 'received') as running,
        sum(status <> 'received' or held = 0) as jobs from tasks
        where status in ('received', 'started', 'running') group by queue`,
    ),
  ]);
  const byName = new Map(counts.map((row) => [row.queue, row]));
  return names.map((name) => {
    const { paused, maxRunning } = limits.of('queue', name);
    const admitted = Number(byName.get(name)?.admitted ?? 0);
    const running = Number(byName.get(name)?.running ?? 0);
    return {
      name,
      paused,
      max_running: maxRunning,
      admitted,
      running,
      load: loadOf(Number(byName.get(name)?.jobs ?? 0), slots),
    };
  });
}
