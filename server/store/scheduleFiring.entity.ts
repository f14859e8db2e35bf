import { defineEntity, p } from '@mikro-orm/core';
import type { FiringOutcome } from '#shared/schedule.ts';

/** A schedule's time that came: its key is what makes every firing happen once. */
export const ScheduleFiringEntity = defineEntity({
  name: 'ScheduleFiring',
  tableName: 'schedule_firings',
  indexes: [{ name: 'schedule_firings_at', properties: ['firedAt'] }],
  properties: {
    scheduleId: p.string().length(36).primary(),
    firedFor: p.datetime(3).primary(),
    firedAt: p.datetime(3),
    outcome: p.string().length(8).$type<FiringOutcome>(),
    taskId: p.string().length(36).nullable(),
  },
});
