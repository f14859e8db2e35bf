/** Errors on the wire: `application/problem+json` (RFC 9457) with a stable `code`. */
import { z } from 'zod';

export const fieldErrorSchema = z.object({
  /** Where, as a path into the body or query: `tasks[2].name`. */
  path: z.string(),
  message: z.string(),
});
export type FieldError = z.infer<typeof fieldErrorSchema>;

export const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    errors: z.array(fieldErrorSchema).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;
