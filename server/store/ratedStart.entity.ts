import { defineEntity, p } from '@mikro-orm/core';

/** A start of a kind whose starts are limited in number: kept for as long as it counts. */
export const RatedStartEntity = defineEntity({
  name: 'RatedStart',
  tableName: 'rated_starts',
  indexes: [{ name: 'rated_starts_at', properties: ['kind', 'at'] }],
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    kind: p.string().length(32),
    projectId: p.string().length(64),
    at: p.datetime(3),
  },
});
