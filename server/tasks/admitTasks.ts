import type { Tier } from '#shared/priority.ts';
import { isDispatchable } from '#shared/taskState.ts';
import type { Queries } from '../store/store.ts';
import type { Transitions } from './applyTransition.ts';
import { liveSlots } from './workerLease.ts';

/** A job for a worker: which task, through which queue. The version tells one admission from the next. */
export interface Admitted {
  taskId: string;
  queue: string;
  version: number | string;
}

/** Moves the chosen tasks to `received`. @returns those that were still waiting. */
export async function admitTasks(
  transitions: Transitions,
  chosen: readonly { id: string; tier: Tier; queue: string; agedPriority: number }[],
): Promise<Admitted[]> {
  const applied = await transitions.applyAll(
    chosen.map(({ id, tier, queue, agedPriority }) => ({
      taskId: id,
      decide(task) {
        if (!isDispatchable(task.status)) return undefined;
        return {
          path: ['received'],
          columns: { tier, queue, nextTryAt: null },
          actor: 'dispatcher',
          reason: `admitted to ${queue} at priority ${agedPriority}`,
        };
      },
    })),
  );
  return chosen.flatMap(({ id, queue }, index) => {
    const version = applied[index]?.version;
    return version === undefined ? [] : [{ taskId: id, queue, version }];
  });
}

/** The slots of all live workers, and how many admitted tasks of each queue wait for one. */
export async function windowUse(
  store: Queries,
): Promise<{ slots: number; received: ReadonlyMap<string, number> }> {
  const [slots, rows] = await Promise.all([
    liveSlots(store),
    store.query<{ queue: string; tasks: number }>(
      `select queue, count(*) as tasks from tasks where status = 'received' group by queue`,
    ),
  ]);
  return { slots, received: new Map(rows.map(({ queue, tasks }) => [queue, Number(tasks)])) };
}
