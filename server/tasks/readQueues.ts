import { jobsPerSlot } from '#shared/priority.ts';
import type { QueueWire } from '#shared/queue.ts';
import { queuesBesideSlots } from '#shared/taskKinds.ts';
import type { Store } from '../store/store.ts';
import { readLimits } from './limits.ts';
import { type LivePlaces, livePlaces } from './workerLease.ts';

/** The state of the named queues. */
export async function readQueues(store: Store, names: readonly string[]): Promise<QueueWire[]> {
  const [limits, places, counts] = await Promise.all([
    readLimits(store),
    livePlaces(store),
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
      load: loadOf(name, Number(byName.get(name)?.jobs ?? 0), places),
    };
  });
}

/** @param jobs what runs or may be started: what is held has no job. */
function loadOf(queue: string, jobs: number, { slots, beside }: LivePlaces): number {
  return queuesBesideSlots.includes(queue) ? jobs / Math.max(1, beside) : jobsPerSlot(jobs, slots);
}
