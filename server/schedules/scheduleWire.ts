import type { Schedule } from '#shared/schedule.ts';
import { toWire } from '#shared/wire.ts';
import type { ScheduleRow } from '../store/schedule.entity.ts';
import { nextTimes } from './cronTimes.ts';

export const NEXT_RUNS = 5;

/** A schedule as the API returns it. */
export function scheduleWire(row: ScheduleRow, now: Date): Schedule {
  const fields = {
    id: row.id,
    name: row.name,
    cron: row.cron,
    timezone: row.timezone,
    enabled: row.enabled,
    overlap: row.overlap,
    missed: row.missed,
    projectId: row.projectId,
    userId: row.userId,
    task: row.task,
    nextRuns: nextTimes(row, now, NEXT_RUNS).map((time) => time.toISOString()),
    nextFireAt: row.nextFireAt?.toISOString() ?? null,
    lastFiredAt: row.lastFiredAt?.toISOString() ?? null,
    lastTaskId: row.lastTaskId ?? null,
    lastOutcome: row.lastOutcome ?? null,
    lastError: row.lastError ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
  return toWire(fields) as Schedule;
}
