import { type Tier, tierOf, tiers } from '#shared/priority.ts';
import { dateFromColumn } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import type { Transitions } from './applyTransition.ts';
import { readLimits, readLiveRuns } from './limits.ts';

/**
 * Moves admitted tasks into the tier that they belong to by now: one that has waited long rises, since the tiers are
 * strict and it could stay in a lower one for as long as others come; one whose priority was changed goes either way.
 * Bounded by the window of admitted tasks.
 * @param agedPriority of a task with this effective priority that is due since then (Unix milliseconds).
 */
export async function moveAdmitted(
  deps: { store: Store; transitions: Transitions },
  agedPriority: (priority: number, readyAt: number) => number,
): Promise<void> {
  const rows = await deps.store.query<{
    id: string;
    effective_priority: number;
    ready_at: string;
    tier: Tier;
    queue: Tier;
  }>(
    `select id, effective_priority, ready_at, tier, queue from tasks
      where status = 'received' and ready_at is not null and queue in (?)`,
    [tiers],
  );
  const candidates = rows.flatMap(({ id, effective_priority, ready_at, tier: known, queue }) => {
    const aged = agedPriority(effective_priority, dateFromColumn(ready_at).getTime());
    const tier = tierOf(Math.min(10, aged));
    const rises = aged > effective_priority && tiers.indexOf(tier) < tiers.indexOf(queue);
    // Who changes the priority leaves the queue to this. A crowded tier's tasks lie in another one without either.
    const isChanged = known !== queue;
    return tier !== queue && (rises || isChanged) ? [{ id, from: queue, tier, aged }] : [];
  });
  const moved = candidates.length > 0 ? await whatFits(deps.store, candidates) : [];
  await deps.transitions.applyAll(
    moved.map(({ id, tier, aged }) => ({
      taskId: id,
      decide(task) {
        if (task.status !== 'received') return undefined;
        const reason = `is of priority ${aged} by now: ${tier}`;
        return { path: [], columns: { tier, queue: tier }, actor: 'dispatcher', reason };
      },
    })),
  );
}

interface Candidate {
  id: string;
  from: Tier;
  tier: Tier;
  /** Its effective priority, with what it gained by waiting. */
  aged: number;
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
