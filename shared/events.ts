/** What happens to tasks, as it is pushed to editors and kept in the store. */
import { z } from 'zod';
import { alertRaisedSchema } from './alert.ts';
import { queueSchema } from './queue.ts';
import { firingOutcomes } from './schedule.ts';
import { progressSchema } from './task.ts';
import { inputStatuses } from './taskInput.ts';
import { taskStateSchema } from './taskState.ts';
import { workerStatusSchema } from './worker.ts';

const taskEventFields = {
  task_id: z.string(),
  project_id: z.string(),
  /** Per task, from 1, rising by one with every stored change. */
  version: z.int(),
  at: z.iso.datetime(),
};

export const taskCreatedSchema = z.object({
  type: z.literal('task.created'),
  ...taskEventFields,
  status: taskStateSchema,
});

export const taskStatusChangedSchema = z.object({
  type: z.literal('task.status_changed'),
  ...taskEventFields,
  status: taskStateSchema,
  previous_status: taskStateSchema,
});

/** A field other than the status changed: a cancel was asked for, a priority set. */
export const taskUpdatedSchema = z.object({ type: z.literal('task.updated'), ...taskEventFields });

export const taskProgressSchema = z.object({
  type: z.literal('task.progress'),
  ...taskEventFields,
  progress: progressSchema,
});

/** A run waits for an answer; the question itself is read from the API. */
export const confirmationRequestedSchema = z.object({
  type: z.literal('confirmation.requested'),
  ...taskEventFields,
  confirmation_id: z.string(),
});

/** It was answered, ran out of time or was withdrawn: in any case it waits no longer. */
export const confirmationAnsweredSchema = z.object({
  type: z.literal('confirmation.answered'),
  ...taskEventFields,
  confirmation_id: z.string(),
});

/** A message to a task was sent, has arrived, or never will. */
export const taskInputEventSchema = z.object({
  type: z.literal('task.input'),
  task_id: z.string(),
  project_id: z.string(),
  input_id: z.string(),
  status: z.enum(inputStatuses),
  at: z.iso.datetime(),
});
export type TaskInputEvent = z.infer<typeof taskInputEventSchema>;

export const workerChangedSchema = z.object({
  type: z.literal('worker.changed'),
  worker_id: z.string(),
  status: workerStatusSchema,
  at: z.iso.datetime(),
});

export const queueChangedSchema = z.object({
  type: z.literal('queue.changed'),
  queue: queueSchema,
  at: z.iso.datetime(),
});

/** A schedule's time came. */
export const scheduleFiredSchema = z.object({
  type: z.literal('schedule.fired'),
  schedule_id: z.string(),
  project_id: z.string(),
  /** The time that it fired for. */
  fired_for: z.iso.datetime(),
  outcome: z.enum(firingOutcomes),
  /** There if it made a task. */
  task_id: z.string().optional(),
  at: z.iso.datetime(),
});

/** The events that are rows of the store: each has its place in the task's sequence of versions. */
export const storedEventSchema = z.discriminatedUnion('type', [
  taskCreatedSchema,
  taskStatusChangedSchema,
  taskUpdatedSchema,
  confirmationRequestedSchema,
  confirmationAnsweredSchema,
]);
export type StoredEvent = z.infer<typeof storedEventSchema>;

export const switchyardEventSchema = z
  .discriminatedUnion('type', [
    taskCreatedSchema,
    taskStatusChangedSchema,
    taskUpdatedSchema,
    taskProgressSchema,
    taskInputEventSchema,
    confirmationRequestedSchema,
    confirmationAnsweredSchema,
    workerChangedSchema,
    queueChangedSchema,
    alertRaisedSchema,
    scheduleFiredSchema,
  ])
  .meta({ id: 'Event' });
export type SwitchyardEvent = z.infer<typeof switchyardEventSchema>;
