/** What pays for Claude runs: a key or a subscription, and how much of it is used. Secrets are never part of it. */
import { z } from 'zod';
import { listOf } from './api.ts';

export const accountKinds = ['api_key', 'subscription', 'other'] as const;
export type AccountKind = (typeof accountKinds)[number];
/** `installation`: the server's own; `project`: its secrets choose it; `user`: variables of submitted tasks do. */
export const accountOwners = ['installation', 'project', 'user'] as const;
export type AccountOwner = (typeof accountOwners)[number];

const text = z.string();
const time = z.iso.datetime();

/** What the server's own environment and the log-in of its user give. */
export const INSTALLATION_ACCOUNT = 'installation';
export const accountIdPattern = /^(installation|[0-9a-f]{64})$/;

export const accountWindowSchema = z
  .object({
    /** In the CLI's words, such as `five_hour`, `seven_day`, `seven_day_opus` or `overage`. */
    type: text,
    /** The family of models that it is for; null: all. */
    model: text.nullable(),
    /** From 0 to 1; null: not told. */
    utilization: z.number().nullable(),
    resets_at: time.nullable(),
  })
  .meta({ id: 'AccountWindow' });
export type AccountWindow = z.infer<typeof accountWindowSchema>;

export const accountSchema = z
  .object({
    id: text,
    name: text,
    kind: z.enum(accountKinds),
    owner: z.enum(accountOwners),
    /** Those that were told of and are not reset since. */
    windows: z.array(accountWindowSchema),
    /** When a run reported last. */
    as_of: time,
    /** Its tasks wait until then; null: they don't, or for a person's answer. */
    held_until: time.nullable(),
    /** Why its tasks wait. */
    reason: text.nullable(),
    /** When its login ends, if that is known. */
    expires_at: time.nullable(),
  })
  .meta({ id: 'Account' });
export type Account = z.infer<typeof accountSchema>;

export const accountListSchema = listOf(accountSchema).meta({ id: 'AccountList' });
export type AccountList = z.infer<typeof accountListSchema>;

export const accountChangeSchema = z
  .strictObject({ name: text.trim().min(1).max(200) })
  .meta({ id: 'AccountChange' });
export type AccountChange = z.output<typeof accountChangeSchema>;
