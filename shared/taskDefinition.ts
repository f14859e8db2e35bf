/** What a user submits: the body of `POST /tasks`, with its limits and defaults. */

import { z } from 'zod';
import { claudeContextSchema } from './claudeContext.ts';
import { inWords } from './issueWords.ts';
import { t } from './l10n.ts';
import { withoutLostKeys } from './lostKeys.ts';
import { taskTypeSchema } from './priority.ts';
import { projectIdPattern } from './project.ts';
import { runLimitsSchema } from './runLimits.ts';
import { submittableKindSchema, type TaskKind, taskKindSchema, taskKinds } from './taskKinds.ts';
import { isUnicodeThroughout, unicodeText } from './unicode.ts';
import { areTheirOwn, argument, theirOwnMessage, variableName } from './variables.ts';

export const CONTEXT_BYTES_MAX = 256 * 1024;
/** MariaDB takes JSON of up to 32 levels, MySQL of 100. */
const CONTEXT_LEVELS_MAX = 30;
/** As many as a batch may have. */
const DEPENDENCIES_MAX = 1000;
const WEEK_SECONDS = 604_800;
/** Of Linux (PATH_MAX), without the NUL at the end. */
const PATH_CHARS_MAX = 4095;

function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

const shortText = unicodeText.max(200);

/** An id as the server writes it. What isn't one is a ref of a batch, and stays as it is. */
function asStored(idOrRef: string): string {
  return z.uuid().safeParse(idOrRef).success ? idOrRef.toLowerCase() : idOrRef;
}

/** Within what the databases and every client can tell. */
const time = z.iso.datetime({ offset: true }).refine(
  (text) => {
    const year = new Date(text).getUTCFullYear();
    // What isn't a time at all has been told already.
    return Number.isNaN(year) || (year >= 1970 && year <= 9999);
  },
  { error: () => t('must be in the years 1970 to 9999') },
);

const envSchema = z.record(variableName, argument).refine(areTheirOwn, { error: theirOwnMessage });

/** Looks no deeper than it has to, so that nothing overflows. */
function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeperThan(levels - 1, each));
}

/** A filter names a tag as key:value, and the key ends at the first colon. */
const tagKey = shortText
  .min(1)
  .refine((key) => !key.includes(':'), { error: () => t('must not contain a colon') });

const contextSchema = z
  .record(z.string(), z.unknown())
  .refine((context) => !isDeeperThan(CONTEXT_LEVELS_MAX, context), {
    error: () => t('must be nested at most {0} levels deep', CONTEXT_LEVELS_MAX),
    abort: true,
  })
  .refine(isUnicodeThroughout, { error: () => t('must be well-formed Unicode'), abort: true })
  .pipe(z.record(z.string(), z.json()))
  .refine((context) => utf8Bytes(JSON.stringify(context)) <= CONTEXT_BYTES_MAX, {
    error: () => t('must be at most {0} bytes as JSON', CONTEXT_BYTES_MAX),
  });

/** Each field alone, with its default. */
export const definitionFields = z.strictObject({
  id: z
    .uuidv7()
    .toLowerCase()
    .optional()
    .meta({ description: 'A UUID v7; made by the server when left out.' }),
  name: unicodeText.trim().min(1).max(200),
  project_id: z.string().regex(projectIdPattern, { error: () => t('is not the id of a project') }),
  kind: submittableKindSchema.default('command'),
  command: argument.min(1).optional().meta({ description: 'A program; no shell reads it.' }),
  args: z.array(argument).max(1000).default([]),
  working_dir: argument
    .min(1)
    .max(PATH_CHARS_MAX)
    .optional()
    .meta({ description: 'Absolute, or relative to the first folder of the project, which is the default.' }),
  env: withoutLostKeys(envSchema, 0).default({}),
  pty: z
    .boolean()
    .default(false)
    .meta({ description: 'Runs in a terminal of 120 columns and 30 rows, which can be typed into.' }),
  exclusive: z.boolean().optional().meta({
    description: 'Has its working folder to itself while it runs. By default true for `claude`, else false.',
  }),
  priority: z.int().min(1).max(10).default(5).meta({ description: '10 is the highest.' }),
  task_type: taskTypeSchema.default('normal'),
  deadline: time.optional(),
  timeout: z
    .number()
    .min(1)
    .max(WEEK_SECONDS)
    .default(3600)
    .meta({ description: 'Seconds of running time.' }),
  confirmation_timeout: z.number().min(1).max(WEEK_SECONDS).default(300),
  max_retries: z.int().min(0).max(20).default(3),
  retry_delay: z
    .number()
    .min(0)
    .max(600)
    .default(60)
    .meta({ description: 'Seconds; the base of the backoff.' }),
  scheduled_at: time.optional(),
  delay_seconds: z
    .number()
    .min(0)
    .max(366 * 86_400)
    .optional(),
  depends_on: z
    .array(z.string().min(1).max(200))
    .max(DEPENDENCIES_MAX)
    .transform((ids) => [...new Set(ids.map(asStored))])
    .default([])
    .meta({ description: 'Ids of tasks that have to succeed before.' }),
  on_dependency_failure: z.enum(['wait', 'revoke']).default('wait'),
  idempotency_key: shortText
    .trim()
    .min(1)
    .optional()
    .meta({ description: 'Repeats within 24 hours find the first task.' }),
  continues: z
    .uuid()
    .toLowerCase()
    .optional()
    .meta({
      description:
        'A finished `claude` task of the same project, whose conversation and folder are taken up. Not together with ' +
        'session_id.',
    }),
  limits: runLimitsSchema.default({}).meta({ description: 'What is left out is as the project says.' }),
  tags: withoutLostKeys(z.record(tagKey, shortText), 0).default({}),
  context: withoutLostKeys(contextSchema, CONTEXT_LEVELS_MAX)
    .default({})
    .meta({ description: 'For kind `claude`: see ClaudeContext; `prompt` is required.' }),
});

type TaskFields = z.output<typeof definitionFields>;

/** What a field alone can't tell. */
function checkTogether(
  task: Pick<TaskFields, 'command' | 'context' | 'scheduled_at' | 'delay_seconds' | 'continues'> & {
    kind: TaskKind;
  },
  context: z.RefinementCtx,
): void {
  if (taskKinds[task.kind].needsCommand && task.command === undefined) {
    context.addIssue({ code: 'custom', path: ['command'], message: t('is required: the program to run') });
  }
  if (task.kind === 'claude') {
    for (const issue of claudeContextSchema.safeParse(task.context).error?.issues ?? [])
      for (const { path, message } of inWords(issue))
        context.addIssue({ code: 'custom', path: ['context', ...path], message });
  }
  if (task.continues !== undefined && task.kind !== 'claude') {
    context.addIssue({ code: 'custom', path: ['continues'], message: t('is only for kind claude') });
  } else if (task.continues !== undefined && task.context.session_id !== undefined) {
    const message = t('give either continues or context.session_id, not both');
    context.addIssue({ code: 'custom', path: ['continues'], message });
  }
  if (task.scheduled_at !== undefined && task.delay_seconds !== undefined) {
    const message = t('give either scheduled_at or delay_seconds, not both');
    context.addIssue({ code: 'custom', path: ['delay_seconds'], message });
  }
}

export const taskDefinitionSchema = definitionFields
  .superRefine(checkTogether)
  .meta({ id: 'TaskDefinition' });

/** A task of a batch: `depends_on` takes ids and refs of the same batch. */
export const batchTaskSchema = definitionFields
  .extend({ ref: shortText.min(1).optional().meta({ description: 'A name for the task within the batch.' }) })
  .superRefine(checkTogether)
  .meta({ id: 'BatchTask' });
export type BatchTask = z.output<typeof batchTaskSchema>;

/** What a schedule makes its tasks from: the schedule tells the project and the time, and each task is a new one. */
export const scheduledTaskSchema = definitionFields
  .omit({ id: true, project_id: true, scheduled_at: true, delay_seconds: true, idempotency_key: true })
  .extend({ kind: taskKindSchema.default('command') })
  .superRefine(checkTogether)
  .meta({ id: 'ScheduledTask' });
export type ScheduledTask = z.output<typeof scheduledTaskSchema>;

/** As a client writes it: defaults may be left out. */
export type TaskDefinitionInput = z.input<typeof taskDefinitionSchema>;
/** As the server reads it: defaults filled in. */
export type TaskDefinition = z.output<typeof taskDefinitionSchema>;
