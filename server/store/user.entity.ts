import { defineEntity, p } from '@mikro-orm/core';

/** Whoever has tokens: a person or a program. */
export const UserEntity = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: {
    id: p.string().length(64).primary(),
    name: p.string().length(200),
    admin: p.boolean(),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
  },
});
