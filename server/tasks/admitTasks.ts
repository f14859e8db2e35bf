import type { Tier } from '#shared/priority.ts';
import { isDispatchable } from '#shared/taskState.ts';
import type { Store } from '../store/store.ts';
import type { Transitions } from './applyTransition.ts';
import { LIVE_SLOTS } from './workerLease.ts';

/** A job for a worker: which task, through which queue. The version tells one admission from the next. */
export interface Admitted {
  taskId: string;
  queue: string;
  version: number | string;
}

/** Moves the chosen tasks to `received`. @returns those that were still waiting. */
export async function admitTasks(
  transitions: Transitions,
  chosen: readonly { id: string; tier: Tier; agedPriority: number }[],
): Promise<Admitted[]> {
  const applied = await transitions.applyAll(
    chosen.map(({ id, tier, agedPriority }) => ({
      taskId: id,
      decide(task) {
        if (!isDispatchable(task.status)) return undefined;
        return {
          path: ['received'],
          columns: { tier, queue: tier, nextTryAt: null },
          actor: 'dispatcher',
          reason: `admitted to ${tier} at priority ${agedPriority}`,
        };
      },
    })),
  );
  return chosen.flatMap(({ id, tier }, index) => {
    const version = applied[index]?.version;
    return version === undefined ? [] : [{ taskId: id, queue: tier, version }];
  });
}

/** The slots of all live workers, and how many admitted tasks wait for one. */
export async function windowUse(store: Store): Promise<{ slots: number; received: number }> {
  const [row] = await store.query<{ slots: string | null; received: number }>(
    `select (${LIVE_SLOTS}) as slots, (select count(*) from tasks where status = 'received') as received`,
  );
  return { slots: Number(row?.slots ?? 0), received: Number(row?.received ?? 0) };
}
