/** A queue, and the limits that hold for it. */
import { z } from 'zod';
import { tiers } from './priority.ts';
import { kindQueues } from './taskKinds.ts';

export const queueNames = [...tiers, ...kindQueues] as const;

/** Null: no limit. */
export const maxRunningSchema = z.int().min(0).max(100_000).nullable();

/** Starts in a minute; null: no limit. */
export const perMinuteSchema = z.int().min(0).max(100_000).nullable();

export const queueSchema = z
  .object({
    name: z.string(),
    paused: z.boolean(),
    max_running: maxRunningSchema,
    /** Admitted, and not yet taken by a worker. */
    admitted: z.int(),
    running: z.int(),
    /**
     * Admitted and running jobs for each slot of the queue's share of all slots, without what is held back; in a queue of
     * the server's own, for each place beside the slots.
     */
    load: z.number(),
  })
  .meta({ id: 'Queue' });
export type QueueWire = z.infer<typeof queueSchema>;

export const limitChangeSchema = z
  .strictObject({ max_running: maxRunningSchema })
  .meta({ id: 'LimitChange' });

const installationLimits = {
  max_running: maxRunningSchema.meta({ description: 'Runs at once, without the server’s own.' }),
  claude_per_minute: perMinuteSchema.meta({
    description: 'Starts of `claude` tasks in a minute; 10 at first.',
  }),
};

/** Limits of the whole installation. */
export const limitsSchema = z.object(installationLimits).meta({ id: 'Limits' });
export type LimitsWire = z.infer<typeof limitsSchema>;

export const limitsChangeSchema = z.strictObject(installationLimits).partial().meta({ id: 'LimitsChange' });
export type LimitsChange = z.output<typeof limitsChangeSchema>;
