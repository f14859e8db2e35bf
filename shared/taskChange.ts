/** What may be changed of a task while it waits: the body of `PATCH /tasks/{id}`. */
import { z } from 'zod';
import { definitionFields } from './taskDefinition.ts';

const { priority, deadline, tags, scheduled_at } = definitionFields.shape;

/** Without the defaults of a submit: what is left out stays as it is. Null takes a deadline or a start time away. */
export const taskChangeSchema = z
  .strictObject({
    priority: priority.unwrap().optional(),
    deadline: deadline.unwrap().nullable().optional(),
    tags: tags.unwrap().optional(),
    scheduled_at: scheduled_at.unwrap().nullable().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'name at least one field to change')
  .meta({ id: 'TaskChange' });
export type TaskChange = z.output<typeof taskChangeSchema>;
