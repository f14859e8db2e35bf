/** A question that a run waits on, and its answer. */
import { z } from 'zod';
import { listOf, pageFields } from './api.ts';

/** `form`: fields to fill in; `account`: what pays for a run is used up, and waiting doesn't help. */
export const confirmationKinds = ['permission', 'question', 'plan', 'prompt', 'form', 'account'] as const;
export type ConfirmationKind = (typeof confirmationKinds)[number];
export const confirmationStatuses = ['pending', 'allowed', 'denied', 'expired', 'withdrawn'] as const;
export type ConfirmationStatus = (typeof confirmationStatuses)[number];

const text = z.string();
const time = z.iso.datetime();

export const confirmationQuestionSchema = z.object({
  question: text,
  options: z.array(z.object({ label: text, description: text.optional() })),
  /** More than one label may be chosen. */
  multiple: z.boolean().optional(),
  /** Any other text may be given, too; so it is where there are no options. */
  free_text: z.boolean().optional(),
});
export type ConfirmationQuestion = z.infer<typeof confirmationQuestionSchema>;

export const formFieldSchema = z.object({
  name: text,
  title: text,
  type: z.enum(['string', 'number', 'boolean', 'enum']),
  /** What an `enum` may be. */
  options: z.array(text).optional(),
  required: z.boolean(),
});
export type FormField = z.infer<typeof formFieldSchema>;

const formValuesSchema = z.record(text, z.union([text, z.number(), z.boolean()]));
/** Name of the field → what was filled in. */
export type FormValues = z.infer<typeof formValuesSchema>;

/** The subagent that asks. */
export const askingAgentSchema = z.object({ id: text, name: text });
export type AskingAgent = z.infer<typeof askingAgentSchema>;

const questionAnswersSchema = z.record(text, z.union([text, z.array(text)]));
/** Question → its label, or labels. */
export type QuestionAnswers = z.infer<typeof questionAnswersSchema>;

export const confirmationSchema = z
  .object({
    id: text,
    task_id: text,
    run: z.int(),
    kind: z.enum(confirmationKinds),
    /** Of a permission: the tool, and the first line of what would be used. */
    title: text,
    /** The exact command, tool input or text. Whoever shows it must show control characters, not obey them. */
    detail: text,
    /** What the model says of it, in its own words: nothing to rely on. */
    description: text.nullable(),
    /** Null: the main conversation asks. */
    agent: askingAgentSchema.nullable(),
    /** It must not be allowed by a single key, nor together with others. */
    default_to_no: z.boolean(),
    fields: z.array(formFieldSchema).nullish(),
    questions: z.array(confirmationQuestionSchema).nullish(),
    options: z.array(text).nullish(),
    default: text.nullish(),
    /** A password or the like: it must not be shown while it is typed. */
    secret: z.boolean().optional(),
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

/** What only a single read has. */
export const confirmationInFullSchema = confirmationSchema
  .extend({
    tool: text,
    /** The tool's, of a permission; what is secret in it is hidden. */
    input: z.record(text, z.unknown()).nullable(),
  })
  .meta({ id: 'ConfirmationInFull' });
export type ConfirmationInFull = z.infer<typeof confirmationInFullSchema>;

export const confirmationAnswerSchema = z
  .strictObject({
    decision: z.enum(['allow', 'deny']),
    answers: questionAnswersSchema.optional(),
    /** What a form is filled in with. */
    values: formValuesSchema.optional(),
    /** What is typed into a prompt. */
    text: text.max(65_536).optional(),
    /** The tool's whole input, in place of what was asked for. */
    updated_input: z.record(text, z.unknown()).optional(),
    reason: text.max(2000).optional(),
    /** `task`: also for the same request later in this task; permissions only. */
    scope: z.enum(['once', 'task']).optional(),
  })
  .meta({ id: 'ConfirmationAnswer' });
export type ConfirmationAnswer = z.input<typeof confirmationAnswerSchema>;

export const confirmationListSchema = listOf(confirmationSchema).meta({ id: 'ConfirmationList' });
export type ConfirmationList = z.infer<typeof confirmationListSchema>;

export const listConfirmationsQuerySchema = z.strictObject({
  status: z.enum(confirmationStatuses).optional(),
  project_id: text.optional(),
  task_id: text.toLowerCase().optional(),
  ...pageFields,
});
export type ListConfirmationsQuery = z.output<typeof listConfirmationsQuerySchema>;
