/** Something that a person should look at. */
import { z } from 'zod';

export const alertTypes = [
  'critical_error',
  'dead_letter',
  'long_running',
  'silent_run',
  'backlog',
  'no_worker',
  'undelivered_confirmation',
  'login_expires',
] as const;
export const alertSeverities = ['warning', 'error', 'critical'] as const;

/** Not kept: whoever isn't connected reads the dead letters, the statistics or the log. */
export const alertRaisedSchema = z.object({
  type: z.literal('alert.raised'),
  alert_type: z.enum(alertTypes),
  severity: z.enum(alertSeverities),
  task_id: z.string().optional(),
  project_id: z.string().optional(),
  message: z.string(),
  at: z.iso.datetime(),
});
export type AlertRaised = z.infer<typeof alertRaisedSchema>;
