import { defineEntity, p } from '@mikro-orm/core';

/** Who asks about an account, so that of all runs that meet its wall one does. */
export const AccountQuestionEntity = defineEntity({
  name: 'AccountQuestion',
  tableName: 'account_questions',
  properties: {
    credential: p.string().length(64).primary(),
    /** The family of models that the wall is in the way of; empty: all. */
    model: p.string().length(64).primary(),
    /** The model key of the task that asks. */
    ownModel: p.string().length(64),
    /** The question holds the account's tasks as long as it is open. */
    confirmationId: p.string().length(36),
    taskId: p.string().length(36),
    claimedAt: p.datetime(3),
  },
});
