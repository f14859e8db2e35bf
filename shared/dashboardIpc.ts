/** What the dashboard's page and the extension tell each other; both check what comes in. */
import { z } from 'zod';
import { deadLetterSchema } from './deadLetter.ts';
import { queueSchema } from './queue.ts';
import { scheduleSchema } from './schedule.ts';
import {
  costStatisticsSchema,
  errorStatisticsSchema,
  performanceSchema,
  STATISTICS_DAYS_MAX,
  taskMetricsSchema,
} from './statistics.ts';
import { workerSchema } from './worker.ts';

/** What a person chose to see. */
export const dashboardChoiceSchema = z.object({
  days: z.int().min(1).max(STATISTICS_DAYS_MAX),
  /** Empty for all kinds of task. */
  kind: z.string().max(32),
});
export type DashboardChoice = z.infer<typeof dashboardChoiceSchema>;

export const dashboardDataSchema = z.object({
  server: z.string(),
  at: z.iso.datetime(),
  metrics: taskMetricsSchema,
  performance: performanceSchema,
  errors: errorStatisticsSchema,
  queues: z.array(queueSchema),
  workers: z.array(workerSchema),
  schedules: z.array(scheduleSchema),
  deadLetters: z.array(deadLetterSchema),
  deadLettersTotal: z.int(),
  costs: costStatisticsSchema.extend({
    /** How many days they are of, today among them. */
    days: z.int(),
  }),
});
export type DashboardData = z.infer<typeof dashboardDataSchema>;

export const toPageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('data'), data: dashboardDataSchema }),
  /** What is shown is old, or there is nothing to show. `signIn`: that would help. */
  z.object({ type: z.literal('trouble'), message: z.string(), signIn: z.boolean() }),
]);
export type ToPage = z.infer<typeof toPageSchema>;

export const fromPageSchema = z.discriminatedUnion('type', [
  /** The page is there, and tells what was chosen, also before a reload. */
  z.object({ type: z.literal('choose'), choice: dashboardChoiceSchema }),
  z.object({ type: z.literal('redrive'), taskIds: z.array(z.string()).min(1) }),
  z.object({ type: z.literal('openLog'), taskId: z.string() }),
  z.object({ type: z.literal('signIn') }),
]);
export type FromPage = z.infer<typeof fromPageSchema>;

/** One for each message: a missing one doesn't compile. */
export type HandlersOf<Message extends { type: string }> = {
  [T in Message['type']]: (message: Extract<Message, { type: T }>) => void;
};

export function handle<Message extends { type: string }>(
  handlers: HandlersOf<Message>,
  message: Message,
): void {
  handlers[message.type as Message['type']](message as never);
}
