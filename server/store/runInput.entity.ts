import { defineEntity, p } from '@mikro-orm/core';
import type { InputStatus } from '#shared/taskInput.ts';

/** What people said to a run of a task, and whether it has arrived. */
export const RunInputEntity = defineEntity({
  name: 'RunInput',
  tableName: 'run_inputs',
  indexes: [{ name: 'run_inputs_task', properties: ['taskId', 'status'] }],
  properties: {
    id: p.bigint('number').unsigned().primary().autoincrement(),
    taskId: p.string().length(36),
    run: p.integer(),
    userId: p.string().length(64),
    at: p.datetime(3),
    status: p.string().length(16).$type<InputStatus>(),
    /** Null once it was typed into a terminal: it may have been a password. */
    text: p.text().columnType('mediumtext').nullable(),
  },
});
