/** What becomes of those who wait for a task when it ends: stored with the end, so that it happens exactly once. */
import { isFinal, type TaskState } from '#shared/taskState.ts';
import type { Statement } from '../store/sql.ts';

/** Tasks that others wait for, by id; true if any end of it will do for one of them. */
export type Parents = ReadonlyMap<string, boolean>;

/** Finds those of the tasks that others wait for. For after they are locked: until then another may come to wait. */
export function readParents(taskIds: readonly string[]): Statement {
  return {
    sql: `select depends_on_id, max(on_end) as on_end from task_dependencies
      where depends_on_id in (?) and satisfied = 0 group by depends_on_id`,
    values: [taskIds],
  };
}

/** Whether others wait for one of the tasks. */
export function isAwaited(taskIds: readonly string[]): Statement {
  return {
    sql: 'select 1 from task_dependencies where depends_on_id in (?) and satisfied = 0',
    values: [taskIds],
  };
}

/** @param rows of `readParents`. */
export function parentsFrom(rows: unknown): Parents {
  const parents = rows as { depends_on_id: string; on_end: 0 | 1 }[];
  return new Map(parents.map(({ depends_on_id, on_end }) => [depends_on_id, on_end === 1]));
}

/**
 * Goes behind the change of a task, into its transaction.
 * @param task as it was before.
 * @param status where the change leads; what it passes through releases nobody.
 */
export function releaseDependents(
  task: { id: string; readyAt: Date | null },
  status: TaskState,
  parents: Parents,
  at: Date,
): Statement[] {
  const anyEndWillDo = parents.get(task.id);
  if (anyEndWillDo === undefined || !isFinal(status)) return [];
  if (status === 'success') return release(task.id, '', at);
  if (!anyEndWillDo) return [];
  // Without a time to be ready at, it waited for others itself.
  return [...(task.readyAt ? [] : passOnWait(task.id)), ...release(task.id, 'and d.on_end = 1', at)];
}

/** What is satisfied stays so, even if a failed task is tried again by hand. */
function release(parentId: string, only: string, at: Date): Statement[] {
  return [
    {
      sql: `update tasks t join task_dependencies d on d.task_id = t.id set t.waiting_for = t.waiting_for - 1
        where d.depends_on_id = ? and d.satisfied = 0 ${only}`,
      values: [parentId],
    },
    {
      sql: `update task_dependencies d set d.satisfied = 1 where d.depends_on_id = ? ${only}`,
      values: [parentId],
    },
    {
      sql: `update tasks t join task_dependencies d on d.task_id = t.id
        set t.ready_at = greatest(coalesce(t.scheduled_at, ?), ?)
        where d.depends_on_id = ? ${only} and t.waiting_for = 0 and t.ready_at is null`,
      values: [at, at, parentId],
    },
  ];
}

/**
 * That a task gives up waiting for another one's end is no reason for those behind it to overtake that one: they wait
 * for it instead. Who waits for its success anyway is left to be released.
 */
function passOnWait(taskId: string): Statement[] {
  return [
    // Whoever ends the one before it either has done so, or will find those that come to wait for it.
    {
      sql: `select p.id from task_dependencies d join tasks p on p.id = d.depends_on_id
        where d.task_id = ? and d.on_end = 1 and d.satisfied = 0 lock in share mode`,
      values: [taskId],
    },
    {
      sql: `update task_dependencies d
        join tasks t on t.id = d.task_id and t.status = 'pending'
        join task_dependencies before_it on before_it.task_id = d.depends_on_id
          and before_it.on_end = 1 and before_it.satisfied = 0
        left join task_dependencies same on same.task_id = d.task_id and same.depends_on_id = before_it.depends_on_id
        set d.depends_on_id = before_it.depends_on_id
        where d.depends_on_id = ? and d.on_end = 1 and d.satisfied = 0 and same.task_id is null`,
      values: [taskId],
    },
  ];
}
