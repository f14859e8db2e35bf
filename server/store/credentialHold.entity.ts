import { defineEntity, p } from '@mikro-orm/core';

/** What pays for tasks and is used up until then. */
export const CredentialHoldEntity = defineEntity({
  name: 'CredentialHold',
  tableName: 'credential_holds',
  properties: {
    credential: p.string().length(64).primary(),
    /** The family of models whose window it is; empty: the whole account's. */
    model: p.string().length(64).primary(),
    heldUntil: p.datetime(3),
    detail: p.text(),
  },
});
