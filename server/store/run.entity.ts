import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { TaskState } from '#shared/taskState.ts';

/** One attempt to execute a task. */
export const RunEntity = defineEntity({
  name: 'Run',
  tableName: 'runs',
  properties: {
    taskId: p.string().length(36).primary(),
    number: p.integer().primary(),
    workerId: p.string().length(36),
    host: p.string().length(255),
    startedAt: p.datetime(3),
    endedAt: p.datetime(3).nullable(),
    status: p.string().length(24).$type<TaskState>(),
    exitCode: p.integer().nullable(),
    signal: p.string().length(16).nullable(),
    errorClass: p.string().length(64).nullable(),
    errorMessage: p.text().nullable(),
    maxMemory: p.bigint('number').nullable(),
    maxCpu: p.float().columnType('double').nullable(),
    sessionId: p.string().length(36).nullable(),
    /** Dollars. */
    cost: p.float().columnType('double').nullable(),
    /** The last 64 KiB of each stream. */
    stdout: p.text().columnType('mediumtext').nullable(),
    stderr: p.text().columnType('mediumtext').nullable(),
  },
});

export type RunRow = InferEntity<typeof RunEntity>;
