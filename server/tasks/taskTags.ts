/** The rows by which tasks are found by their tags; the tags themselves are on the task. */
import { insertRows, type Statement } from '../store/sql.ts';
import { tagHash } from '../store/tagHash.ts';
import type { TaskRow } from '../store/task.entity.ts';

type Tagged = Pick<TaskRow, 'id' | 'createdAt' | 'projectId' | 'tags'>;

/** For tasks that have none yet. */
export function insertTags(tasks: readonly Tagged[]): Statement[] {
  const rows = tasks.flatMap(({ id, createdAt, projectId, tags }) =>
    Object.entries(tags).map(([key, value]) => ({
      taskId: id,
      tag: tagHash(key, value),
      createdAt,
      projectId,
    })),
  );
  return rows.length > 0 ? [insertRows('task_tags', rows)] : [];
}

export function replaceTags(task: Tagged): Statement[] {
  return [{ sql: 'delete from task_tags where task_id = ?', values: [task.id] }, ...insertTags([task])];
}
