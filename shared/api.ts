/** Queries and answers of the REST API that aren't a task, a log or a problem. */
import { z } from 'zod';
import { taskSummarySchema } from './task.ts';
import { taskStates } from './taskState.ts';

export const API_PREFIX = '/api/v1';
export const LIST_LIMIT_MAX = 500;
/** Lists count their total up to here; beyond it, `total_exact` is false. */
export const TOTAL_COUNTED_MAX = 10_000;

const OFFSET_MAX = 1_000_000;

/** Which page of a list. */
export const pageFields = {
  limit: z.coerce.number().int().min(1).max(LIST_LIMIT_MAX).default(50),
  cursor: z.string().min(1).max(200).optional(),
};

const repeatable = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    // Of none, a filter would be either nothing or everything: who means either says so.
    z.array(item).min(1).optional(),
  );

export const taskSorts = ['created_at', '-created_at', 'updated_at', '-updated_at'] as const;

export const listTasksQuerySchema = z.strictObject({
  status: repeatable(z.enum([...taskStates, 'cancelled'])).meta({ description: '`cancelled` is revoked' }),
  project_id: z.string().optional(),
  user_id: z.string().optional().meta({ description: '`me` for one’s own' }),
  kind: z.string().optional(),
  tag: repeatable(z.string().regex(/^[^:]+:/, 'must be key:value')),
  text: z.string().max(200).optional().meta({ description: 'A part of the name or the command' }),
  sort: z.enum(taskSorts).default('-created_at'),
  ...pageFields,
  offset: z.coerce
    .number()
    .int()
    .min(0)
    .max(OFFSET_MAX)
    .optional()
    .meta({ type: 'integer', minimum: 0, maximum: OFFSET_MAX }),
});
export type ListTasksQuery = z.output<typeof listTasksQuerySchema>;

export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    total: z.int().meta({
      description: `Counted up to ${TOTAL_COUNTED_MAX}; of 1,000 tasks or more up to two seconds old.`,
    }),
    total_exact: z.boolean(),
    next_cursor: z.string().nullable(),
  });

export const taskListSchema = listOf(taskSummarySchema).meta({ id: 'TaskList' });
export type TaskList = z.infer<typeof taskListSchema>;

/** One process's view of whether it works. */
export const readinessSchema = z
  .object({
    ready: z.boolean(),
    version: z.string(),
    roles: z.array(z.string()),
    checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string() })),
  })
  .meta({ id: 'Readiness' });
export type Readiness = z.infer<typeof readinessSchema>;

export const eventTicketSchema = z
  .object({ ticket: z.string(), expires_at: z.iso.datetime() })
  .meta({ id: 'EventTicket' });
