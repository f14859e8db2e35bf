/** The lines that a run prints, as they are read and followed. */
import { z } from 'zod';
import { blockedOnSchema } from './task.ts';

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
    /** Why the task waits, where it does and there are no lines to return. */
    waiting: blockedOnSchema.optional(),
  })
  .meta({ id: 'LogPage' });
export type LogPage = z.infer<typeof logPageSchema>;

export const LOG_PAGE_LINES_MAX = 10_000;

const SEARCH_CHARS_MAX = 1000;

/** What is described by hand is text on its way here, for which the description would take it. */
export const logQuerySchema = z
  .object({
    after: z.coerce.number().int().min(0).default(0).meta({ type: 'integer', minimum: 0, default: 0 }),
    limit: z.coerce.number().int().min(1).max(LOG_PAGE_LINES_MAX).default(1000),
    follow: z.stringbool().default(false).meta({ type: 'boolean', default: false }),
    tail: z.coerce.number().int().min(1).max(LOG_PAGE_LINES_MAX).optional().meta({
      description: 'Begin with the last lines, so many of them, and not with those after `after`.',
    }),
    search: z.string().min(1).max(SEARCH_CHARS_MAX).optional().meta({
      description: 'Only lines that hold this text, upper and lower case alike.',
    }),
  })
  .superRefine(({ follow, search, tail }, context) => {
    const message = 'goes without follow and tail: a search is read page by page';
    if (search !== undefined && (follow || tail !== undefined)) {
      context.addIssue({ code: 'custom', path: ['search'], message });
    }
  });
