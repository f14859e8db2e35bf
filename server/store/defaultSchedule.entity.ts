import { defineEntity, p } from '@mikro-orm/core';

/** A schedule that comes with the server and has been made once: deleted, it stays deleted. */
export const DefaultScheduleEntity = defineEntity({
  name: 'DefaultSchedule',
  tableName: 'default_schedules',
  properties: {
    name: p.string().length(64).primary(),
    madeAt: p.datetime(3),
  },
});
