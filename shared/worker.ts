/** A worker as the server reports it. */
import { z } from 'zod';

export const workerStatusSchema = z.enum(['live', 'draining', 'stopped', 'lost']);
export type WorkerStatus = z.infer<typeof workerStatusSchema>;

export const workerSchema = z
  .object({
    id: z.string(),
    host: z.string(),
    pid: z.int(),
    version: z.string(),
    status: workerStatusSchema,
    slots: z.int(),
    /** Runs that it holds now. */
    active: z.int(),
    /** Of those, the ones that are paused or wait for an answer. */
    held: z.int(),
    /** Runs that take a slot, for each slot; above 1 for a while after held runs go on. */
    load: z.number(),
    started_at: z.iso.datetime(),
    last_seen_at: z.iso.datetime(),
  })
  .meta({ id: 'Worker' });
export type WorkerWire = z.infer<typeof workerSchema>;
