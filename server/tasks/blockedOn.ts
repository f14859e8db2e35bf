/** Why a task waits. */
import type { BlockedOn } from '#shared/task.ts';
import { isDispatchable, statesWhere } from '#shared/taskState.ts';
import type { Store } from '../store/store.ts';
import type { TaskRow } from '../store/task.entity.ts';
import { liveSlots } from './workerLease.ts';

/** Counting stops here: nobody needs to know that 812,345 tasks are before theirs. */
const POSITION_MAX = 10_000;

type Waiting = Pick<TaskRow, 'status' | 'readyAt' | 'nextTryAt' | 'scheduledAt' | 'effectivePriority'>;

/** Null for a task that doesn't wait. `slots`: of all live workers, from `liveSlots`. */
export function blockedOn(task: Waiting, slots: number, now = new Date()): BlockedOn | null {
  if (!isDispatchable(task.status) && task.status !== 'received') return null;
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

function reason(reason: BlockedOn['reason'], detail: string, nextTryAt: string | null): BlockedOn {
  return { reason, detail, position: null, next_try_at: nextTryAt };
}

/** As `blockedOn`, with the task's place in the line where it has one. */
export async function blockedOnWithPosition(store: Store, task: Waiting): Promise<BlockedOn | null> {
  const blocked = blockedOn(task, await liveSlots(store));
  if (!blocked || blocked.next_try_at || !isDispatchable(task.status)) return blocked;
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
