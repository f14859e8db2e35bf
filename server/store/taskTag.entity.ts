import { defineEntity, p } from '@mikro-orm/core';

/** A task has this tag: beside the task's own column, so that lists by tag read an index. */
export const TaskTagEntity = defineEntity({
  name: 'TaskTag',
  tableName: 'task_tags',
  indexes: [{ name: 'task_tags_list', properties: ['tag', 'createdAt', 'taskId', 'projectId'] }],
  properties: {
    taskId: p.string().length(36).primary(),
    /** See `tagHash`. */
    tag: p.string().length(32).primary(),
    /** The task's own, which never change. */
    createdAt: p.datetime(3),
    projectId: p.string().length(64),
  },
});
