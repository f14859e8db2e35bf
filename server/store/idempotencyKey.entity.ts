import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** Remembers which task a user's key stands for, so that a repeated submit makes no second one. */
export const IdempotencyKeyEntity = defineEntity({
  name: 'IdempotencyKey',
  tableName: 'idempotency_keys',
  indexes: [{ name: 'idempotency_keys_created', properties: ['createdAt'] }],
  properties: {
    userId: p.string().length(64).primary(),
    idempotencyKey: p.string().length(200).primary(),
    /** SHA-256 of the definition, in hex. */
    bodyHash: p.string().length(64),
    taskId: p.string().length(36),
    createdAt: p.datetime(3),
  },
});

export type IdempotencyKeyRow = InferEntity<typeof IdempotencyKeyEntity>;
