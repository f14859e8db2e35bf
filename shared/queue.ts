/** A queue, and the limits that hold for it. */
import { z } from 'zod';
import { tiers } from './priority.ts';

export const queueNameSchema = z.enum(tiers);

/** Null: no limit. */
export const maxRunningSchema = z.int().min(0).max(100_000).nullable();

export const queueSchema = z
  .object({
    name: z.string(),
    paused: z.boolean(),
    max_running: maxRunningSchema,
    /** Admitted, and not yet taken by a worker. */
    admitted: z.int(),
    running: z.int(),
    /** Admitted and running jobs for each slot of the queue's share of all slots. */
    load: z.number(),
  })
  .meta({ id: 'Queue' });
export type QueueWire = z.infer<typeof queueSchema>;

export const limitChangeSchema = z
  .strictObject({ max_running: maxRunningSchema })
  .meta({ id: 'LimitChange' });

export const limitSchema = z.object({ max_running: maxRunningSchema }).meta({ id: 'Limit' });
