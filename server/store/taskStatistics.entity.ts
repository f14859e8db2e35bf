import { defineEntity, p } from '@mikro-orm/core';

const seconds = () => p.float().columnType('double').nullable();

/** What ended on a day (UTC), computed from the tasks; see `syncTaskStatistics`. */
export const TaskStatisticsEntity = defineEntity({
  name: 'TaskStatistics',
  tableName: 'task_statistics_daily',
  properties: {
    day: p.date().primary(),
    projectId: p.string().length(64).primary(),
    kind: p.string().length(32).primary(),
    completed: p.integer().unsigned(),
    /** Failures and timeouts. */
    failed: p.integer().unsigned(),
    cancelled: p.integer().unsigned(),
    total: p.integer().unsigned(),
    avgDuration: seconds(),
    minDuration: seconds(),
    maxDuration: seconds(),
    p50Duration: seconds().fieldName('p50_duration'),
    p95Duration: seconds().fieldName('p95_duration'),
  },
});
