import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { FiringOutcome, MissedRule, OverlapRule } from '#shared/schedule.ts';
import type { ScheduledTask } from '#shared/taskDefinition.ts';

/** A rule that makes tasks; `nextFireAt` is its clock. */
export const ScheduleEntity = defineEntity({
  name: 'Schedule',
  tableName: 'schedules',
  indexes: [{ name: 'schedules_next', properties: ['enabled', 'nextFireAt'] }],
  properties: {
    /** A UUID v7, so that ids are in the order of creation. */
    id: p.string().length(36).primary(),
    name: p.string().length(200),
    cron: p.string().length(200),
    timezone: p.string().length(64),
    enabled: p.boolean(),
    overlap: p.string().length(16).$type<OverlapRule>(),
    missed: p.string().length(16).$type<MissedRule>(),
    projectId: p.string().length(64),
    /** Whose tasks it makes. */
    userId: p.string().length(64),
    task: p.json<ScheduledTask>(),
    /** In the database's time, as every comparison with it; null while it is disabled. */
    nextFireAt: p.datetime(3).nullable(),
    lastFiredAt: p.datetime(3).nullable(),
    lastTaskId: p.string().length(36).nullable(),
    lastOutcome: p.string().length(8).$type<FiringOutcome>().nullable(),
    /** Why the server disabled it. */
    lastError: p.text().nullable(),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
  },
});

export type ScheduleRow = InferEntity<typeof ScheduleEntity>;
