import { defineEntity, p } from '@mikro-orm/core';

/** A task that failed for good, kept until it is retried, revoked or dismissed. */
export const DeadLetterEntity = defineEntity({
  name: 'DeadLetter',
  tableName: 'dead_letters',
  indexes: [{ name: 'dead_letters_failed', properties: ['failedAt', 'taskId'] }],
  properties: {
    taskId: p.string().length(36).primary(),
    name: p.string().length(200),
    projectId: p.string().length(64),
    userId: p.string().length(64),
    errorType: p.string().length(16),
    errorClass: p.string().length(64),
    errorMessage: p.text(),
    advice: p.text(),
    failedAt: p.datetime(3),
  },
});
