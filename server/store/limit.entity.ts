import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** Whose runs are counted together. The one row of the installation has the name `all`. */
export type LimitScope = 'user' | 'queue' | 'installation' | 'rate';

/** How much may run at once; what has no row has no limit. A project's is its own. */
export const LimitEntity = defineEntity({
  name: 'Limit',
  tableName: 'limits',
  properties: {
    scope: p.string().length(16).$type<LimitScope>().primary(),
    name: p.string().length(64).primary(),
    maxRunning: p.integer().nullable(),
    /** Starts in a minute, in the scope `rate`, whose names are kinds of task. */
    perMinute: p.integer().nullable(),
    /** Of queues: nothing more is admitted to it, or taken from it. */
    paused: p.boolean(),
  },
});

export type LimitRow = InferEntity<typeof LimitEntity>;
