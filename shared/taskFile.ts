/** A task file, `*.switchyard.yaml`: a batch of tasks, and schedules, written down to be kept beside the code. */

import { z } from 'zod';
import { t } from './l10n.ts';
import { newScheduleSchema } from './schedule.ts';
import { taskBatchSchema } from './taskGraph.ts';

export const TASK_FILE_LANGUAGE = 'switchyard-task-file';
const SCHEDULES_MAX = 100;

export const taskFileSchema = z
  .strictObject({
    tasks: taskBatchSchema.shape.tasks
      .optional()
      .meta({ description: 'Tasks that are submitted together, all or none.' }),
    schedules: z.array(newScheduleSchema).min(1).max(SCHEDULES_MAX).optional().meta({
      description: 'Rules that make tasks at their times. Each is known by its project and its name.',
    }),
  })
  .refine(({ tasks, schedules }) => tasks !== undefined || schedules !== undefined, {
    error: () => t('must have tasks, schedules or both'),
  });
/** As it is written: defaults may be left out. */
export type TaskFileInput = z.input<typeof taskFileSchema>;
