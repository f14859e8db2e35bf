import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { StoredEvent } from '#shared/events.ts';
import type { TaskState } from '#shared/taskState.ts';

/** Every stored change of a task: its history, and the event that editors are sent, in one row. */
export const TaskEventEntity = defineEntity({
  name: 'TaskEvent',
  tableName: 'task_events',
  uniques: [{ name: 'task_events_version', properties: ['taskId', 'version'] }],
  properties: {
    seq: p.bigint('number').primary().autoincrement(),
    taskId: p.string().length(36),
    version: p.integer(),
    projectId: p.string().length(64),
    type: p.string().length(32).$type<StoredEvent['type']>(),
    fromStatus: p.string().length(24).$type<TaskState>().nullable(),
    toStatus: p.string().length(24).$type<TaskState>(),
    at: p.datetime(3),
    run: p.integer().nullable(),
    actor: p.string().length(128),
    reason: p.string().length(500),
    /** Of events about a question. */
    confirmationId: p.string().length(36).nullable(),
  },
});

export type TaskEventRow = InferEntity<typeof TaskEventEntity>;
