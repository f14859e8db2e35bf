/** A question that a run waits on, and its answer. */
import { z } from 'zod';

export const confirmationKinds = ['permission', 'question', 'plan', 'prompt'] as const;
export type ConfirmationKind = (typeof confirmationKinds)[number];
export const confirmationStatuses = ['pending', 'allowed', 'denied', 'expired', 'withdrawn'] as const;

const text = z.string();
const time = z.iso.datetime();

export const confirmationQuestionSchema = z.object({
  question: text,
  options: z.array(z.object({ label: text, description: text.optional() })),
  /** More than one label may be chosen. */
  multiple: z.boolean().optional(),
});
export type ConfirmationQuestion = z.infer<typeof confirmationQuestionSchema>;

export const confirmationSchema = z
  .object({
    id: text,
    task_id: text,
    run: z.int(),
    kind: z.enum(confirmationKinds),
    title: text,
    /** The exact command, tool input or text. Whoever shows it must show control characters, not obey them. */
    detail: text,
    questions: z.array(confirmationQuestionSchema).nullish(),
    options: z.array(text).nullish(),
    default: text.nullish(),
    status: z.enum(confirmationStatuses),
    requested_at: time,
    expires_at: time.nullable(),
    answered_by: text.nullable(),
    answered_at: time.nullable(),
    decision: z.enum(['allow', 'deny']).nullable(),
    reason: text.nullable(),
  })
  .meta({ id: 'Confirmation' });
export type Confirmation = z.infer<typeof confirmationSchema>;

export const confirmationAnswerSchema = z
  .strictObject({
    decision: z.enum(['allow', 'deny']),
    /** For each question its label, or labels. */
    answers: z.record(text, z.union([text, z.array(text)])).optional(),
    text: text.optional(),
    updated_input: z.json().optional(),
    reason: text.max(2000).optional(),
    /** `task`: also for the same request later in this task. */
    scope: z.enum(['once', 'task']).optional(),
  })
  .meta({ id: 'ConfirmationAnswer' });
export type ConfirmationAnswer = z.input<typeof confirmationAnswerSchema>;
