/** A rule that makes tasks at the times of a cron expression. */

import { z } from 'zod';
import { pageFields } from './api.ts';
import { cronProblem, isTimeZone } from './cron.ts';
import { t } from './l10n.ts';
import { scheduledTaskSchema } from './taskDefinition.ts';
import { unicodeText } from './unicode.ts';

/** What happens when its time comes while a task that it made before is not over. */
export const overlapRules = ['skip', 'queue', 'cancel_previous'] as const;
export type OverlapRule = (typeof overlapRules)[number];
/** What happens with times at which nothing ran that could have made the tasks. */
export const missedRules = ['run_once', 'skip'] as const;
export type MissedRule = (typeof missedRules)[number];
/** `skipped`: a task from before was not over. `missed`: nothing ran at the time. */
export const firingOutcomes = ['fired', 'skipped', 'missed'] as const;
export type FiringOutcome = (typeof firingOutcomes)[number];

const cron = z
  .string()
  .max(200)
  .superRefine((text, context) => {
    const problem = cronProblem(text);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  })
  .transform((text) => text.trim().replace(/\s+/g, ' '))
  .meta({ description: 'Minute, hour, day of month, month, day of week.' });

const timezone = z
  .string()
  .max(64)
  .refine(isTimeZone, { error: () => t('is not the name of a time zone, such as UTC or Europe/Berlin') })
  .meta({ description: 'Of the IANA database.' });

const fields = {
  name: unicodeText.trim().min(1).max(200),
  cron,
  timezone,
  enabled: z.boolean(),
  overlap: z.enum(overlapRules),
  missed: z.enum(missedRules),
  project_id: z.string().min(1).max(64),
  task: scheduledTaskSchema,
};

export const newScheduleSchema = z
  .strictObject({
    ...fields,
    timezone: timezone.default('UTC'),
    enabled: fields.enabled.default(true),
    overlap: fields.overlap.default('skip'),
    missed: fields.missed.default('run_once'),
  })
  .meta({ id: 'NewSchedule' });
export type NewSchedule = z.output<typeof newScheduleSchema>;
export type NewScheduleInput = z.input<typeof newScheduleSchema>;

export const scheduleChangeSchema = z.strictObject(fields).partial().meta({ id: 'ScheduleChange' });
export type ScheduleChange = z.output<typeof scheduleChangeSchema>;

const time = z.iso.datetime();

export const scheduleSchema = z
  .object({
    id: z.string(),
    ...fields,
    cron: z.string(),
    timezone: z.string(),
    user_id: z.string().meta({ description: 'Whose tasks it makes.' }),
    next_runs: z.array(time).meta({ description: 'The next five times, if it is enabled.' }),
    next_fire_at: time.nullable().meta({ description: 'Null while it is disabled.' }),
    last_fired_at: time.nullable().meta({ description: 'When it made a task the last time.' }),
    last_task_id: z.string().nullable(),
    last_outcome: z.enum(firingOutcomes).nullable().meta({ description: 'What its last time brought.' }),
    last_error: z.string().nullable().meta({ description: 'Why the server disabled it.' }),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'Schedule' });
export type Schedule = z.infer<typeof scheduleSchema>;

export const listSchedulesQuerySchema = z.strictObject({
  project_id: z.string().optional(),
  ...pageFields,
});
export type ListSchedulesQuery = z.output<typeof listSchedulesQuerySchema>;

export const schedulePreviewQuerySchema = z
  .strictObject({ cron, timezone: timezone.default('UTC') })
  .meta({ id: 'SchedulePreviewRequest' });
export const schedulePreviewSchema = z.object({ next_runs: z.array(time) }).meta({ id: 'SchedulePreview' });
