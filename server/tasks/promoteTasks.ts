import { type Tier, tierOf, tiers } from '#shared/priority.ts';
import { dateFromColumn } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import type { Admitted } from './admitTasks.ts';
import type { Transitions } from './applyTransition.ts';
import { readLimits, readLiveRuns } from './limits.ts';

/**
 * Moves admitted tasks that have waited long into a more urgent tier: the tiers are strict, so without it a task could
 * stay in a lower one for as long as others come. Bounded by the window of admitted tasks.
 * @param agedPriority of a task with this effective priority that is due since then (Unix milliseconds).
 * @returns those that need a job in their new queue; the job in the old one delivers nothing any more.
 */
export async function promoteTasks(
  deps: { store: Store; transitions: Transitions },
  agedPriority: (priority: number, readyAt: number) => number,
): Promise<Admitted[]> {
  const rows = await deps.store.query<{
    id: string;
    effective_priority: number;
    ready_at: string;
    queue: Tier;
  }>(
    `select id, effective_priority, ready_at, queue from tasks where status = 'received' and ready_at is not null and queue = tier`,
  );
  const candidates = rows.flatMap(({ id, effective_priority, ready_at, queue }) => {
    const aged = agedPriority(effective_priority, dateFromColumn(ready_at).getTime());
    const tier = tierOf(Math.min(10, aged));
    const rises = aged > effective_priority && tiers.indexOf(tier) < tiers.indexOf(queue);
    return rises ? [{ id, from: queue, tier }] : [];
  });
  const risen = candidates.length > 0 ? await whatFits(deps.store, candidates) : [];
  const applied = await deps.transitions.applyAll(
    risen.map(({ id, tier }) => ({
      taskId: id,
      decide(task) {
        if (task.status !== 'received') return undefined;
        return {
          path: [],
          columns: { tier, queue: tier },
          actor: 'dispatcher',
          reason: `waited long: now ${tier}`,
        };
      },
    })),
  );
  return risen.flatMap(({ id, tier }, index) => {
    const version = applied[index]?.version;
    return version === undefined ? [] : [{ taskId: id, queue: tier, version }];
  });
}

interface Candidate {
  id: string;
  from: Tier;
  tier: Tier;
}

/** Those whose new queue has room for them; nobody leaves a paused queue, or comes into one. */
async function whatFits(store: Store, candidates: readonly Candidate[]): Promise<Candidate[]> {
  const [limits, { ofQueue }] = await Promise.all([readLimits(store), readLiveRuns(store)]);
  return candidates.filter(({ from, tier }) => {
    const { paused, maxRunning } = limits.of('queue', tier);
    const taken = ofQueue.get(tier) ?? 0;
    if (paused || limits.of('queue', from).paused || (maxRunning !== null && taken >= maxRunning))
      return false;
    ofQueue.set(tier, taken + 1);
    return true;
  });
}
