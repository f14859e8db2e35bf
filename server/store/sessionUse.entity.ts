import { defineEntity, p } from '@mikro-orm/core';

/** The task that used a conversation last; while it has a live run, no other may. */
export const SessionUseEntity = defineEntity({
  name: 'SessionUse',
  tableName: 'session_uses',
  indexes: [{ name: 'session_uses_task', properties: ['taskId'] }],
  properties: {
    sessionId: p.string().length(36).primary(),
    taskId: p.string().length(36),
    /** Dollars, of the whole conversation, as it was told last. */
    cost: p.float().columnType('double'),
    /** Tokens of the whole conversation, by their sort. */
    tokenUsage: p.json<Record<string, number>>().nullable(),
  },
});
