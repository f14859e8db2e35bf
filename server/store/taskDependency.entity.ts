import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** A task waits for another one to succeed. */
export const TaskDependencyEntity = defineEntity({
  name: 'TaskDependency',
  tableName: 'task_dependencies',
  indexes: [{ name: 'task_dependencies_parent', properties: ['dependsOnId'] }],
  properties: {
    taskId: p.string().length(36).primary(),
    dependsOnId: p.string().length(36).primary(),
    /** The other one has succeeded. */
    satisfied: p.boolean(),
  },
});

export type TaskDependencyRow = InferEntity<typeof TaskDependencyEntity>;
