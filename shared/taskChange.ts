/** What may be changed of a task while it waits: the body of `PATCH /tasks/{id}`. */
import { z } from 'zod';
import { claudeContextSchema } from './claudeContext.ts';
import { definitionFields } from './taskDefinition.ts';

const { name, priority, deadline, tags, scheduled_at } = definitionFields.shape;

/** Without the defaults of a submit: what is left out stays as it is. Null takes a deadline or a start time away. */
export const taskChangeSchema = z
  .strictObject({
    name: name.optional(),
    context: z
      .strictObject({ prompt: claudeContextSchema.shape.prompt })
      .optional()
      .meta({ description: 'Another prompt, for a task of kind `claude` whose conversation has not begun.' }),
    prompt: claudeContextSchema.shape.prompt.optional().meta({ description: 'Short for `context.prompt`.' }),
    priority: priority.unwrap().optional(),
    deadline: deadline.unwrap().nullable().optional(),
    tags: tags.unwrap().optional(),
    scheduled_at: scheduled_at.unwrap().nullable().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'name at least one field to change')
  .transform(({ prompt, ...change }) => (prompt === undefined ? change : { ...change, context: { prompt } }))
  .meta({ id: 'TaskChange' });
export type TaskChange = z.output<typeof taskChangeSchema>;
