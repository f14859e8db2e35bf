import { SYSTEM_PROJECT } from '#shared/project.ts';
import type { NewSchedule } from '#shared/schedule.ts';
import { fromWire } from '#shared/wire.ts';
import { invalidFields } from '../errors.ts';
import { ScheduleEntity, type ScheduleRow } from '../store/schedule.entity.ts';
import { uuidV7 } from '../tasks/newTask.ts';
import type { Caller, SubmitDeps } from '../tasks/submitTask.ts';
import { checkSchedule } from './checkSchedule.ts';

export interface ScheduleDeps extends Pick<SubmitDeps, 'store' | 'projects'> {
  signals: { wakeScheduler(): void };
}

/** @throws {AppError} 422 with the path of each bad field. */
export async function createSchedule(
  deps: ScheduleDeps,
  schedule: NewSchedule,
  caller: Caller,
): Promise<ScheduleRow> {
  // As unknown as every other project that the caller can't see.
  if (schedule.project_id === SYSTEM_PROJECT) {
    throw invalidFields([{ path: 'project_id', message: `there is no project ${SYSTEM_PROJECT}` }]);
  }
  const next = await checkSchedule(deps, schedule, caller.userId);
  const now = new Date();
  const row = {
    id: uuidV7(now.getTime()),
    ...fromWire(schedule),
    userId: caller.userId,
    nextFireAt: schedule.enabled ? next : null,
    lastFiredAt: null,
    lastTaskId: null,
    lastOutcome: null,
    lastError: null,
    createdAt: now,
    updatedAt: now,
  };
  await deps.store.entities().insert(ScheduleEntity, row as never);
  deps.signals.wakeScheduler();
  return row as ScheduleRow;
}
