import type { Tier } from '#shared/priority.ts';
import type { TaskKind } from '#shared/taskKinds.ts';
import { isDispatchable } from '#shared/taskState.ts';
import { type Columns, dateFromColumn } from '../store/sql.ts';
import type { Queries } from '../store/store.ts';
import type { Transitions } from './applyTransition.ts';
import type { Change, Decision } from './change.ts';

/** A job for a worker: which task, through which queue. The version tells one admission from the next. */
export interface Admitted {
  taskId: string;
  queue: string;
  version: number | string;
  /** Its effective priority, with what it gained by waiting: the order within the queue. */
  agedPriority: number;
}

/** What is to become of the tasks that wait, and of those that are admitted. */
export interface Plan {
  chosen: readonly { id: string; tier: Tier; queue: string; agedPriority: number }[];
  /** Admitted ones that must not be started now. */
  held: readonly { id: string }[];
  /** Held ones that may be started again. */
  released: readonly { id: string; queue: string; agedPriority: number }[];
}

/**
 * Does as planned, in one transaction: who was to be held and has been claimed meanwhile takes the room that others were
 * to have, so they aren't admitted then.
 * @returns those that need a job.
 */
export async function admitTasks(
  transitions: Transitions,
  { chosen, held, released }: Plan,
): Promise<Admitted[]> {
  const claimed = new Set<string>();
  const holds = held.map(
    ({ id }): Change => ({
      taskId: id,
      decide({ status }) {
        if (status !== 'received') return void claimed.add(id);
        claimed.delete(id);
        return change(
          { held: true },
          'held back: others are more urgent, or a limit or a pause is in its way',
        );
      },
    }),
  );
  const releases = released.map(
    ({ id }): Change => ({
      taskId: id,
      decide: ({ status }) =>
        status === 'received' && claimed.size === 0
          ? change({ held: false }, 'may be started again')
          : undefined,
    }),
  );
  const admissions = chosen.map(
    ({ id, tier, queue, agedPriority }): Change => ({
      taskId: id,
      decide({ status }) {
        if (!isDispatchable(status) || claimed.size > 0) return undefined;
        const reason = `admitted to ${queue} at priority ${agedPriority}`;
        return { ...change({ tier, queue, nextTryAt: null, held: false }, reason), path: ['received'] };
      },
    }),
  );
  const applied = await transitions.applyAll([...holds, ...releases, ...admissions]);
  return [...released, ...chosen].flatMap(({ id, queue, agedPriority }, index) => {
    const version = applied[holds.length + index]?.version;
    return version === undefined ? [] : [{ taskId: id, queue, version, agedPriority }];
  });
}

function change(columns: Columns, reason: string): Decision {
  return { path: [], columns, actor: 'dispatcher', reason };
}

/** A task that is admitted and waits for a slot. */
export interface AdmittedTask {
  id: string;
  name: string;
  queue: string;
  version: number;
  projectId: string;
  userId: string;
  kind: TaskKind;
  /** Effective. */
  priority: number;
  /** It isn't to be claimed now. */
  held: boolean;
  /** The folder that it needs to itself. */
  lock: string | undefined;
  /** When it became due, and when it was changed last, in Unix milliseconds. */
  readyAt: number;
  changedAt: number;
}

interface AdmittedColumns {
  id: string;
  name: string;
  queue: string;
  version: number;
  project_id: string;
  user_id: string;
  kind: TaskKind;
  effective_priority: number;
  held: number;
  lock_on: string | null;
  ready_at: string | null;
  updated_at: string;
}

/** Bounded by the window. */
export async function readAdmitted(store: Queries): Promise<AdmittedTask[]> {
  const rows = await store.query<AdmittedColumns>(
    `select id, name, queue, version, project_id, user_id, kind, effective_priority, held, ready_at, updated_at,
      if(exclusive = 1, working_dir, null) as lock_on from tasks where status = 'received'`,
  );
  return rows.map(
    ({ project_id, user_id, effective_priority, held, lock_on, ready_at, updated_at, ...row }) => ({
      ...row,
      projectId: project_id,
      userId: user_id,
      priority: effective_priority,
      held: held === 1,
      lock: lock_on ?? undefined,
      readyAt: ready_at === null ? 0 : dateFromColumn(ready_at).getTime(),
      changedAt: dateFromColumn(updated_at).getTime(),
    }),
  );
}
