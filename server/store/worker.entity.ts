import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { WorkerStatus } from '#shared/worker.ts';

/** A worker process and its lease: while the lease holds, its runs are its own. */
export const WorkerEntity = defineEntity({
  name: 'Worker',
  tableName: 'workers',
  indexes: [{ name: 'workers_lease', properties: ['status', 'leaseUntil'] }],
  properties: {
    id: p.string().length(36).primary(),
    host: p.string().length(255),
    pid: p.integer(),
    /** Which process of which machine; see {@link processName}. */
    process: p.string().length(200),
    version: p.string().length(32),
    status: p.string().length(16).$type<WorkerStatus>(),
    slots: p.integer(),
    /** Of the Claude CLI on its machine. */
    claudeVersion: p.string().length(64).nullable(),
    claudeProblem: p.text().nullable(),
    startedAt: p.datetime(3),
    lastSeenAt: p.datetime(3),
    /** In the database's time, as every comparison with it. */
    leaseUntil: p.datetime(3),
  },
});

export type WorkerRow = InferEntity<typeof WorkerEntity>;
