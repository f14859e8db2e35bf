import { defineEntity, p } from '@mikro-orm/core';

/** A task waits for another one: to succeed, or to be over. */
export const TaskDependencyEntity = defineEntity({
  name: 'TaskDependency',
  tableName: 'task_dependencies',
  indexes: [{ name: 'task_dependencies_parent', properties: ['dependsOnId'] }],
  properties: {
    taskId: p.string().length(36).primary(),
    dependsOnId: p.string().length(36).primary(),
    /** The other one has succeeded; with `onEnd`: it was over. */
    satisfied: p.boolean(),
    /** Whatever the end, but for a failure that is tried again by itself. A task has one such dependency at most. */
    onEnd: p.boolean(),
  },
});
