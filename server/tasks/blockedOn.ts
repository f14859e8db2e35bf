/** Why a task waits. */
import type { BlockedOn } from '#shared/task.ts';
import { isDispatchable, isFinal, statesWhere } from '#shared/taskState.ts';
import type { Store } from '../store/store.ts';
import type { TaskRow } from '../store/task.entity.ts';
import { type UnmetDependency, unmetDependencies } from './dependencies.ts';
import { liveSlots } from './workerLease.ts';

/** Counting stops here: nobody needs to know that 812,345 tasks are before theirs. */
const POSITION_MAX = 10_000;

type Waiting = Pick<TaskRow, 'id' | 'status' | 'readyAt' | 'nextTryAt' | 'scheduledAt' | 'effectivePriority'>;

export interface WaitFacts {
  /** Of all live workers, from `liveSlots`. */
  slots: number;
  /** Task id → what it still waits for, from `unmetDependencies`. */
  unmet: ReadonlyMap<string, UnmetDependency[]>;
}

/** Null for a task that doesn't wait. */
export function blockedOn(task: Waiting, { slots, unmet }: WaitFacts, now = new Date()): BlockedOn | null {
  if (!isDispatchable(task.status) && task.status !== 'received') return null;
  if (!task.readyAt) return waitsForOthers(unmet.get(task.id) ?? []);
  const due = task.readyAt <= now;
  const nextTryAt = due ? null : task.readyAt.toISOString();
  if (!due && task.status === 'retry')
    return reason('retry_delay', 'waits before it is tried again', nextTryAt);
  if (!due) return reason('schedule', 'waits for its time', nextTryAt);
  if (slots === 0) return reason('no_worker', 'no worker is connected', null);
  return reason(
    'capacity',
    task.status === 'received' ? 'is next: waits for a slot' : 'waits for a free slot',
    null,
  );
}

const NAMED_MAX = 3;

function waitsForOthers(unmet: readonly UnmetDependency[]): BlockedOn {
  const failed = unmet.filter(({ status }) => isFinal(status));
  const shown = failed.length > 0 ? failed : unmet;
  const names = shown.slice(0, NAMED_MAX).map(({ name, status }) => `${name} (${status})`);
  const more = shown.length > NAMED_MAX ? ` and ${shown.length - NAMED_MAX} more` : '';
  const list = `${names.join(', ')}${more}`;
  if (failed.length > 0) return reason('dependency_failed', `did not succeed: ${list}`, null);
  return reason('dependency', `waits for ${list}`, null);
}

function reason(reason: BlockedOn['reason'], detail: string, nextTryAt: string | null): BlockedOn {
  return { reason, detail, position: null, next_try_at: nextTryAt };
}

/** As `blockedOn`, with the task's place in the line where it has one. */
export async function blockedOnWithPosition(store: Store, task: Waiting): Promise<BlockedOn | null> {
  const waitsForTasks = isDispatchable(task.status) && !task.readyAt;
  const [slots, unmet] = await Promise.all([
    liveSlots(store),
    unmetDependencies(store, waitsForTasks ? [task.id] : []),
  ]);
  const blocked = blockedOn(task, { slots, unmet });
  if (!blocked || blocked.next_try_at || waitsForTasks || !isDispatchable(task.status)) return blocked;
  const [row] = await store.query<{ ahead: number }>(
    `select count(*) as ahead from (select 1 from tasks where status in (?) and ready_at <= ?
      and (effective_priority > ? or (effective_priority = ? and ready_at < ?)) limit ?) as before_it`,
    [
      statesWhere(isDispatchable),
      new Date(),
      task.effectivePriority,
      task.effectivePriority,
      task.readyAt,
      POSITION_MAX - 1,
    ],
  );
  return { ...blocked, position: Number(row?.ahead ?? 0) + 1 };
}
