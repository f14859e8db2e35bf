import { defineEntity, p } from '@mikro-orm/core';

/** An action on many tasks: what it is, how far it is, and which process is at it. */
export const OperationEntity = defineEntity({
  name: 'Operation',
  tableName: 'operations',
  indexes: [{ name: 'operations_status', properties: ['status', 'createdAt'] }],
  properties: {
    id: p.string().length(36).primary(),
    action: p.string().length(16),
    filter: p.json<object>(),
    userId: p.string().length(64),
    status: p.string().length(16),
    total: p.integer().unsigned(),
    done: p.integer().unsigned(),
    succeeded: p.integer().unsigned(),
    skipped: p.integer().unsigned(),
    failed: p.integer().unsigned(),
    /** The last task that was handled: they are taken in the order of their ids. */
    afterId: p.string().length(36),
    abortRequestedAt: p.datetime(3).nullable(),
    holder: p.string().length(200).nullable(),
    leaseUntil: p.datetime(3).nullable(),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
    completedAt: p.datetime(3).nullable(),
  },
});
