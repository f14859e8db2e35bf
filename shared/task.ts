/** A task as the server returns it: the definition and all that has happened since, flat. */
import { z } from 'zod';
import { errorTypeSchema } from './errorClasses.ts';
import { taskTypeSchema, tierSchema } from './priority.ts';
import { runLimitsSchema } from './runLimits.ts';
import { taskKindSchema } from './taskKinds.ts';
import { taskStateSchema } from './taskState.ts';

const time = z.iso.datetime();
const text = z.string();

export const progressSchema = z
  .object({
    percentage: z.number(),
    current_step: text,
    total_steps: z.int(),
    details: z.record(text, z.unknown()),
    updated_at: time.nullable(),
  })
  .meta({ id: 'Progress' });
export type Progress = z.infer<typeof progressSchema>;

export const blockReasons = [
  'schedule',
  'dependency',
  'dependency_failed',
  'project_limit',
  'user_limit',
  'queue_limit',
  'rate_limit',
  'usage_limit',
  'queue_paused',
  'no_worker',
  'retry_delay',
  'folder_lock',
  'capacity',
] as const;

export const blockedOnSchema = z
  .object({
    reason: z.enum(blockReasons),
    detail: text,
    position: z.int().nullable(),
    next_try_at: time.nullable(),
  })
  .meta({ id: 'BlockedOn' });
export type BlockedOn = z.infer<typeof blockedOnSchema>;

export const retryRecordSchema = z.object({
  retry_count: z.int(),
  error_class: text,
  error_message: text,
  retry_delay: z.number(),
  at: time,
});
export type RetryRecord = z.infer<typeof retryRecordSchema>;

export const historyEntrySchema = z.object({
  from: taskStateSchema.nullable(),
  to: taskStateSchema,
  at: time,
  run: z.int().nullable(),
  actor: text,
  reason: text,
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

export const runSchema = z
  .object({
    number: z.int(),
    worker: text,
    host: text,
    started_at: time,
    ended_at: time.nullable(),
    status: taskStateSchema,
    exit_code: z.int().nullable(),
    signal: text.nullable(),
    error_class: text.nullable(),
    error_message: text.nullable(),
    max_memory: z.int().nullable(),
    max_cpu: z.number().nullable(),
    session_id: text.nullable(),
    cost: z.number().nullable(),
  })
  .meta({ id: 'Run' });
export type RunWire = z.infer<typeof runSchema>;

/** What lists return for each task. */
export const taskSummarySchema = z
  .object({
    id: text,
    name: text,
    project_id: text,
    user_id: text,
    kind: taskKindSchema,
    command: text.nullable(),
    args: z.array(text),
    working_dir: text,
    env: z.record(text, text),
    pty: z.boolean(),
    exclusive: z.boolean(),
    priority: z.int(),
    task_type: taskTypeSchema,
    deadline: time.nullable(),
    timeout: z.number(),
    confirmation_timeout: z.number(),
    max_retries: z.int(),
    retry_delay: z.number(),
    scheduled_at: time.nullable(),
    depends_on: z.array(text),
    on_dependency_failure: z.enum(['wait', 'revoke']),
    idempotency_key: text.nullable(),
    continues: text.nullable(),
    limits: runLimitsSchema,
    tags: z.record(text, text),
    context: z.record(text, z.unknown()),
    status: taskStateSchema,
    effective_priority: z.int(),
    tier: tierSchema,
    queue: text,
    version: z.int(),
    created_at: time,
    updated_at: time,
    started_at: time.nullable(),
    completed_at: time.nullable(),
    duration: z.number().nullable().meta({
      description:
        'Running time of the latest run, in seconds: it stands still while the run is paused or waits for an answer.',
    }),
    next_try_at: time.nullable(),
    cancel_requested_at: time.nullable(),
    progress: progressSchema,
    blocked_on: blockedOnSchema.nullable(),
    error_message: text.nullable(),
    error_type: errorTypeSchema.nullable(),
    error_class: text.nullable(),
    advice: text.nullable(),
    exit_code: z.int().nullable(),
    signal: text.nullable(),
    max_memory: z.int().nullable().meta({ description: 'Bytes, over the process tree.' }),
    max_cpu: z.number().nullable().meta({ description: 'Percent of one core, over the process tree.' }),
    retry_count: z.int(),
    retry_history: z.array(retryRecordSchema),
    session_id: text
      .nullable()
      .meta({ description: 'The conversation; only of kind `claude`, as what follows.' }),
    num_turns: z.int().nullable().meta({ description: 'Over all runs.' }),
    total_cost_usd: z.number().nullable().meta({ description: 'Over all runs, as the CLI reckons it.' }),
    usage: z
      .record(text, z.number())
      .nullable()
      .meta({ description: 'Tokens by their sort, over all runs.' }),
    permission_denials: z.array(z.unknown()).nullable(),
  })
  .meta({ id: 'TaskSummary' });
export type TaskSummary = z.infer<typeof taskSummarySchema>;

/** What a single read returns. */
export const taskSchema = taskSummarySchema
  .extend({
    result: z.unknown().nullable(),
    traceback: text.nullable(),
    stdout: text.meta({ description: 'The last 64 KiB.' }),
    stderr: text.meta({ description: 'The last 64 KiB.' }),
    history: z.array(historyEntrySchema),
    runs: z.array(runSchema),
  })
  .meta({ id: 'Task' });
export type Task = z.infer<typeof taskSchema>;
