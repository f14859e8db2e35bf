/** One action on all tasks that match a filter. */
import { z } from 'zod';
import { listTasksQuerySchema } from './api.ts';

export const operationActions = ['cancel', 'retry', 'redrive'] as const;
export const operationStatuses = ['pending', 'running', 'completed', 'aborted', 'failed'] as const;

const filterFields = listTasksQuerySchema
  .pick({ status: true, project_id: true, user_id: true, kind: true, tag: true, text: true })
  .extend({ all: z.literal(true).optional().meta({ description: 'In place of a filter: every task.' }) });

export const operationFilterSchema = filterFields.refine(
  (filter) => Object.values(filter).some((value) => value !== undefined && value !== ''),
  'is empty: say which tasks, or all: true for every one',
);
export type OperationFilter = z.output<typeof operationFilterSchema>;

export const newOperationSchema = z
  .strictObject({ action: z.enum(operationActions), filter: operationFilterSchema })
  .meta({
    id: 'NewOperation',
    description:
      'Without a status, cancel takes what isn’t over yet, and retry and redrive take what has failed for good.',
  });
export type NewOperation = z.output<typeof newOperationSchema>;

export const startedOperationSchema = z.object({ operation_id: z.string() }).meta({ id: 'StartedOperation' });

const count = z.int();
export const operationSchema = z
  .object({
    id: z.string(),
    action: z.enum(operationActions),
    filter: filterFields,
    status: z.enum(operationStatuses),
    total: count.meta({ description: 'Tasks that matched when it began.' }),
    done: count.meta({ description: 'succeeded + skipped + failed.' }),
    succeeded: count,
    skipped: count.meta({ description: 'Had moved on, so that the action wasn’t possible any more.' }),
    failed: count,
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    completed_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Operation' });
export type Operation = z.infer<typeof operationSchema>;
