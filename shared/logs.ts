/** The lines that a run prints, as they are read and followed. */
import { z } from 'zod';

export const logStreams = ['stdout', 'stderr', 'system'] as const;
export const logStreamSchema = z.enum(logStreams);
export type LogStream = z.infer<typeof logStreamSchema>;

export const logLineSchema = z
  .object({
    /** From 1, rising by one, across all runs of the task. */
    seq: z.int(),
    at: z.iso.datetime(),
    run: z.int(),
    stream: logStreamSchema,
    text: z.string(),
  })
  .meta({ id: 'LogLine' });
export type LogLine = z.infer<typeof logLineSchema>;

export const logPageSchema = z
  .object({
    lines: z.array(logLineSchema),
    /** Pass it as `after` to read on. */
    next_after: z.int(),
    /** The task is final and its last line has been returned. */
    complete: z.boolean(),
  })
  .meta({ id: 'LogPage' });
export type LogPage = z.infer<typeof logPageSchema>;

export const LOG_PAGE_LINES_MAX = 10_000;

export const logQuerySchema = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(LOG_PAGE_LINES_MAX).default(1000),
  follow: z.stringbool().default(false),
});
