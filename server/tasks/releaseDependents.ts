import type { Statement } from '../store/sql.ts';

/** Finds those of the tasks that others wait for. For after they are locked: until then another may come to wait. */
export function readParents(taskIds: readonly string[]): Statement {
  return {
    sql: 'select distinct depends_on_id from task_dependencies where depends_on_id in (?) and satisfied = 0',
    values: [taskIds],
  };
}

/** Goes into the transaction in which a task succeeds: exactly once, since nothing leaves that state. */
export function releaseDependents(parentId: string, at: Date): Statement[] {
  return [
    {
      sql: `update tasks t join task_dependencies d on d.task_id = t.id set t.waiting_for = t.waiting_for - 1
        where d.depends_on_id = ? and d.satisfied = 0`,
      values: [parentId],
    },
    { sql: 'update task_dependencies set satisfied = 1 where depends_on_id = ?', values: [parentId] },
    {
      sql: `update tasks t join task_dependencies d on d.task_id = t.id
        set t.ready_at = greatest(coalesce(t.scheduled_at, ?), ?)
        where d.depends_on_id = ? and t.waiting_for = 0 and t.ready_at is null`,
      values: [at, at, parentId],
    },
  ];
}
