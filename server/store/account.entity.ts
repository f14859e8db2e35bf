import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { AccountKind, AccountOwner, AccountWindow } from '#shared/account.ts';

/** What pays for Claude runs, by the `credential` of their tasks. It holds no secret. */
export const AccountEntity = defineEntity({
  name: 'Account',
  tableName: 'accounts',
  properties: {
    id: p.string().length(64).primary(),
    name: p.string().length(200),
    kind: p.string().length(16).$type<AccountKind>(),
    owner: p.string().length(16).$type<AccountOwner>(),
    /** By their type; merging leaves out what is null. */
    windows: p.json<Record<string, Partial<AccountWindow>>>(),
    asOf: p.datetime(3),
    expiresAt: p.datetime(3).nullable(),
    /** When people were told last that its login ends. */
    alertedAt: p.datetime(3).nullable(),
  },
});

export type AccountRow = InferEntity<typeof AccountEntity>;
