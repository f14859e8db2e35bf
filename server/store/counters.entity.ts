/** Counters of what ended, added up in the transactions that end it. Shards keep writers out of each other's way. */
import { defineEntity, p } from '@mikro-orm/core';

const count = () => p.integer().unsigned();
const seconds = () => p.float().columnType('double');

/** By slots of ten minutes and by days (`grain`): how tasks ended, how long they waited and ran. */
export const TaskCounterEntity = defineEntity({
  name: 'TaskCounter',
  tableName: 'task_counters',
  properties: {
    grain: p.string().length(8).primary(),
    startsAt: p.datetime(0).primary(),
    projectId: p.string().length(64).primary(),
    kind: p.string().length(32).primary(),
    status: p.string().length(24).primary(),
    shard: p.tinyint().unsigned().primary(),
    ended: count(),
    ran: count(),
    runSeconds: seconds(),
    runMin: seconds().nullable(),
    runMax: seconds().nullable(),
    waited: count(),
    waitSeconds: seconds(),
  },
});

/** By day: a histogram of running times. */
export const DurationCounterEntity = defineEntity({
  name: 'DurationCounter',
  tableName: 'duration_counters',
  properties: {
    day: p.date().primary(),
    kind: p.string().length(32).primary(),
    bucket: p.smallint().unsigned(false).primary(),
    shard: p.tinyint().unsigned().primary(),
    ended: count(),
  },
});

/** By day: which errors there were, and how many of them were final. */
export const ErrorCounterEntity = defineEntity({
  name: 'ErrorCounter',
  tableName: 'error_counters',
  properties: {
    day: p.date().primary(),
    projectId: p.string().length(64).primary(),
    errorType: p.string().length(16).primary(),
    errorClass: p.string().length(64).primary(),
    shard: p.tinyint().unsigned().primary(),
    failed: count(),
    final: count(),
  },
});

/** By slots of ten minutes and by days (`grain`): what runs cost. */
export const CostCounterEntity = defineEntity({
  name: 'CostCounter',
  tableName: 'cost_counters',
  properties: {
    grain: p.string().length(8).primary(),
    startsAt: p.datetime(0).primary(),
    projectId: p.string().length(64).primary(),
    userId: p.string().length(64).primary(),
    /** Dollars. */
    usd: p.float().columnType('double'),
  },
});
