import type { Tier } from '#shared/priority.ts';
import { isDispatchable } from '#shared/taskState.ts';
import { dateFromColumn } from '../store/sql.ts';
import type { Queries } from '../store/store.ts';
import type { Transitions } from './applyTransition.ts';
import { liveSlots } from './workerLease.ts';

/** A job for a worker: which task, through which queue. The version tells one admission from the next. */
export interface Admitted {
  taskId: string;
  queue: string;
  version: number | string;
  /** Its effective priority, with what it gained by waiting: the order within the queue. */
  agedPriority: number;
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
  return chosen.flatMap(({ id, queue, agedPriority }, index) => {
    const version = applied[index]?.version;
    return version === undefined ? [] : [{ taskId: id, queue, version, agedPriority }];
  });
}

/** Admitted tasks of one queue and one effective priority that wait for a slot. */
export interface AdmittedGroup {
  queue: string;
  priority: number;
  tasks: number;
  /** When its youngest task became due, in Unix milliseconds. */
  youngestAt: number;
}

/** The slots of all live workers, and what is admitted and waits for one. */
export async function windowUse(store: Queries): Promise<{ slots: number; admitted: AdmittedGroup[] }> {
  const [slots, rows] = await Promise.all([
    liveSlots(store),
    store.query<{ queue: string; effective_priority: number; tasks: number; youngest: string | null }>(
      `select queue, effective_priority, count(*) as tasks, max(ready_at) as youngest from tasks
        where status = 'received' group by queue, effective_priority`,
    ),
  ]);
  const admitted = rows.map(({ queue, effective_priority: priority, tasks, youngest }) => ({
    queue,
    priority,
    tasks: Number(tasks),
    youngestAt: youngest === null ? 0 : dateFromColumn(youngest).getTime(),
  }));
  return { slots, admitted };
}

/** A task that is admitted and waits for a slot. */
export interface AdmittedTask {
  id: string;
  queue: string;
  version: number;
  projectId: string;
  userId: string;
  /** Effective. */
  priority: number;
  /** When it became due, and when it was changed last, in Unix milliseconds. */
  readyAt: number;
  changedAt: number;
}

/** Bounded by the window. */
export async function readAdmitted(store: Queries): Promise<AdmittedTask[]> {
  const rows = await store.query<{
    id: string;
    queue: string;
    version: number;
    project_id: string;
    user_id: string;
    effective_priority: number;
    ready_at: string | null;
    updated_at: string;
  }>(
    `select id, queue, version, project_id, user_id, effective_priority, ready_at, updated_at from tasks
      where status = 'received'`,
  );
  return rows.map(({ project_id, user_id, effective_priority, ready_at, updated_at, ...row }) => ({
    ...row,
    projectId: project_id,
    userId: user_id,
    priority: effective_priority,
    readyAt: ready_at === null ? 0 : dateFromColumn(ready_at).getTime(),
    changedAt: dateFromColumn(updated_at).getTime(),
  }));
}
