import { defineEntity, p } from '@mikro-orm/core';

/** A bearer token: only its hash is kept. */
export const TokenEntity = defineEntity({
  name: 'Token',
  tableName: 'tokens',
  indexes: [{ name: 'tokens_user', properties: ['userId', 'createdAt'] }],
  properties: {
    /** May be shown. */
    id: p.string().length(36).unique('tokens_id'),
    /** SHA-256 of the token, in hex. */
    hash: p.string().length(64).primary(),
    userId: p.string().length(64),
    name: p.string().length(200),
    createdAt: p.datetime(3),
    expiresAt: p.datetime(3).nullable(),
    revokedAt: p.datetime(3).nullable(),
  },
});
