/** Tasks that failed for good, kept until someone tries them again, cancels or dismisses them. */
import { z } from 'zod';
import { listOf, pageFields } from './api.ts';
import { errorTypeSchema } from './errorClasses.ts';
import { taskStateSchema } from './taskState.ts';

export const REDRIVEN_AT_ONCE_MAX = 1000;

export const deadLetterSchema = z
  .object({
    task_id: z.string(),
    name: z.string(),
    project_id: z.string(),
    user_id: z.string(),
    error_type: errorTypeSchema,
    error_class: z.string(),
    error_message: z.string(),
    advice: z.string(),
    failed_at: z.iso.datetime(),
  })
  .meta({ id: 'DeadLetter' });
export type DeadLetter = z.infer<typeof deadLetterSchema>;

export const deadLetterListSchema = listOf(deadLetterSchema).meta({ id: 'DeadLetterList' });
export type DeadLetterList = z.infer<typeof deadLetterListSchema>;

export const listDeadLettersQuerySchema = z.strictObject({
  project_id: z.string().optional(),
  user_id: z.string().optional().meta({ description: '`me` for one’s own' }),
  error_class: z.string().optional(),
  error_type: errorTypeSchema.optional(),
  ...pageFields,
});
export type ListDeadLettersQuery = z.output<typeof listDeadLettersQuerySchema>;

export const redriveSchema = z
  .strictObject({
    task_ids: z.array(z.string().min(1).max(64).toLowerCase()).min(1).max(REDRIVEN_AT_ONCE_MAX),
  })
  .meta({ id: 'Redrive' });

/** `not_failed`: it is tried again, is over or was never tried; `status` says which. */
export const redriveOutcomes = ['redriven', 'not_failed', 'not_found'] as const;

export const redrivenSchema = z
  .object({
    redriven: z.int().meta({ description: 'How many of them are tried again.' }),
    /** One for each id, in the order in which they were given; an id that was repeated counts once. */
    items: z.array(
      z.object({
        task_id: z.string(),
        outcome: z.enum(redriveOutcomes),
        status: taskStateSchema.nullable(),
        detail: z.string(),
      }),
    ),
  })
  .meta({ id: 'Redriven' });
export type Redriven = z.infer<typeof redrivenSchema>;
