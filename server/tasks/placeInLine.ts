/** Where a task goes back into line whose run was lost or handed back: it had its turn, and lost it by no fault of its own. */
import { isDispatchable, statesWhere } from '#shared/taskState.ts';
import { dateFromColumn } from '../store/sql.ts';
import type { Queries } from '../store/store.ts';

/** Effective priority → since when the task that waits longest has been due, in Unix milliseconds. */
export type LineStarts = ReadonlyMap<number, number>;

/** From the index alone, as the dispatcher reads its groups: the cost follows projects and users, not tasks. */
export async function readLineStarts(store: Queries): Promise<LineStarts> {
  const rows = await store.query<{ effective_priority: number; oldest: string | null }>(
    `select effective_priority, min(ready_at) as oldest from tasks
      where status in (?) group by status, effective_priority, project_id, user_id, kind`,
    [statesWhere(isDispatchable)],
  );
  const starts = new Map<number, number>();
  for (const { effective_priority, oldest } of rows) {
    if (oldest === null) continue;
    const known = starts.get(effective_priority) ?? Number.POSITIVE_INFINITY;
    starts.set(effective_priority, Math.min(known, dateFromColumn(oldest).getTime()));
  }
  return starts;
}

/**
 * Before all of its priority that wait, so that the next slot is its own; yet no earlier than it was due before. The
 * time that it ran is no time waited: where nobody of its priority waits, it is due from now on.
 */
export function placeInLine(
  task: { effectivePriority: number; readyAt: Date | null },
  at: Date,
  starts: LineStarts,
): Date {
  const start = starts.get(task.effectivePriority);
  if (start === undefined || task.readyAt === null) return at;
  return new Date(Math.min(at.getTime(), Math.max(task.readyAt.getTime(), start - 1)));
}
