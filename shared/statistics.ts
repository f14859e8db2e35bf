/** Figures over many tasks. Days are of UTC. Rates are 0 to 1, and null where nothing ended. */
import { z } from 'zod';
import { errorTypeSchema } from './errorClasses.ts';

/** Daily figures are kept a little longer than the 30 days that may be asked for. */
export const STATISTICS_DAYS_MAX = 30;

const count = z.int();
const seconds = z.number().nullable();
const rate = z.number().nullable();
const day = z.iso.date();
const days = (byDefault: number) =>
  z.coerce.number().int().min(1).max(STATISTICS_DAYS_MAX).default(byDefault);

export const taskMetricsSchema = z
  .object({
    active_tasks: count.meta({ description: 'Running, paused or waiting for a confirmation.' }),
    reserved_tasks: count.meta({ description: 'Admitted or claimed, and not running yet.' }),
    queue_lengths: z.record(z.string(), count).meta({
      description: 'Tasks that could run now and wait, by queue. Counted up to 10,000 a priority.',
    }),
    daily_stats: z
      .object({ completed: count, failed: count, cancelled: count, total: count })
      .meta({ description: 'Tasks that ended today (UTC); a timeout counts as failed.' }),
    at: z.iso.datetime(),
  })
  .meta({ id: 'TaskMetrics' });
export type TaskMetrics = z.infer<typeof taskMetricsSchema>;

export const performanceQuerySchema = z.strictObject({ kind: z.string().max(32).optional(), days: days(7) });

export const performanceSchema = z
  .object({
    kind: z.string().nullable(),
    /** One for each day, the latest first, also where nothing ended. */
    items: z.array(
      z.object({
        day,
        avg_duration: seconds,
        max_duration: seconds,
        min_duration: seconds,
        p50_duration: seconds.meta({ description: 'Within 5 % of the true value.' }),
        p95_duration: seconds.meta({ description: 'Within 5 % of the true value.' }),
        total_tasks: count.meta({ description: 'Ended with success, failure or timeout.' }),
        success_rate: rate,
      }),
    ),
  })
  .meta({ id: 'Performance' });
export type Performance = z.infer<typeof performanceSchema>;

export const errorStatisticsQuerySchema = z.strictObject({
  project_id: z.string().optional(),
  days: days(STATISTICS_DAYS_MAX),
});

export const errorStatisticsSchema = z
  .object({
    /** The latest day first, then the most frequent. */
    items: z.array(
      z.object({
        day,
        error_type: errorTypeSchema,
        error_class: z.string(),
        count: count.meta({ description: 'Runs that failed so, also those that were tried again.' }),
        final: count.meta({ description: 'Of these, the ones that ended their task.' }),
      }),
    ),
  })
  .meta({ id: 'ErrorStatistics' });
export type ErrorStatistics = z.infer<typeof errorStatisticsSchema>;

export const statisticsPeriods = ['hour', 'day', 'week', 'month'] as const;
export type StatisticsPeriod = (typeof statisticsPeriods)[number];

export const taskStatisticsQuerySchema = z.strictObject({
  period: z.enum(statisticsPeriods).default('day'),
  project_id: z.string().optional(),
});
export type TaskStatisticsQuery = z.output<typeof taskStatisticsQuerySchema>;

const usd = z.number();

export const costStatisticsSchema = z
  .object({
    total_usd: usd,
    by_project: z.array(z.object({ project_id: z.string(), usd })),
    by_user: z.array(z.object({ user_id: z.string(), usd })),
  })
  .meta({ id: 'CostStatistics', description: 'Of runs that ended in the period, as the CLI reckons it.' });
export type CostStatistics = z.infer<typeof costStatisticsSchema>;

export const taskStatisticsSchema = z
  .object({
    period: z.enum(statisticsPeriods),
    project_id: z.string().nullable(),
    from: z.iso.datetime().meta({
      description: 'The period’s begin, moved back to whole ten minutes (hour, day) or days (week, month).',
    }),
    to: z.iso.datetime(),
    /** Tasks that ended in the period. One that is tried again by hand counts at each of its ends. */
    counts: z.object({ success: count, failure: count, timeout: count, revoked: count }),
    total: count,
    success_rate: rate.meta({ description: 'Of those that weren’t cancelled.' }),
    avg_wait: seconds.meta({ description: 'From when it could have run until its process began.' }),
    avg_duration: seconds.meta({ description: 'Running time of the last run.' }),
    cost: costStatisticsSchema,
  })
  .meta({ id: 'TaskStatistics' });
export type TaskStatistics = z.infer<typeof taskStatisticsSchema>;
