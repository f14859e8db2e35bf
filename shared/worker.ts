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
    /** Runs that it holds now, without the server's own, which are beside its slots. */
    active: z.int(),
    /** Of those, the ones that are paused or wait for an answer. */
    held: z.int(),
    /** Runs that take a slot, for each slot; above 1 for a while after held runs go on. */
    load: z.number(),
    /** Of the Claude CLI that it found when it started; null if it found none. */
    claude_version: z.string().nullable(),
    /** Why it can't run tasks of kind `claude`, in words for an administrator. */
    claude_problem: z.string().nullable(),
    started_at: z.iso.datetime(),
    last_seen_at: z.iso.datetime(),
  })
  .meta({ id: 'Worker' });
export type WorkerWire = z.infer<typeof workerSchema>;
