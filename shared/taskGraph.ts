/** Batches of tasks that depend on each other, and the picture of who waits for whom. */
import { z } from 'zod';
import { taskSchema } from './task.ts';
import { batchTaskSchema } from './taskDefinition.ts';
import { taskStateSchema } from './taskState.ts';

export const BATCH_TASKS_MAX = 1000;

export const taskBatchSchema = z
  .strictObject({ tasks: z.array(batchTaskSchema).min(1).max(BATCH_TASKS_MAX) })
  .meta({ id: 'TaskBatch' });
export type TaskBatch = z.output<typeof taskBatchSchema>;

export const submittedBatchSchema = z
  .object({
    /** In the order in which they were given. */
    tasks: z.array(taskSchema),
    /** Each ref and the id that its task got. */
    refs: z.record(z.string(), z.string()),
  })
  .meta({ id: 'SubmittedBatch' });
export type SubmittedBatch = z.infer<typeof submittedBatchSchema>;

export const taskGraphSchema = z
  .object({
    nodes: z.array(z.object({ id: z.string(), name: z.string(), status: taskStateSchema })),
    /** `to` waits for `from`. */
    edges: z.array(z.object({ from: z.string(), to: z.string() })),
    /** False: there are more tasks than are shown. */
    complete: z.boolean(),
  })
  .meta({ id: 'TaskGraph' });
export type TaskGraph = z.infer<typeof taskGraphSchema>;
