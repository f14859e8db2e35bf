import { LockMode } from '@mikro-orm/mysql';
import { SYSTEM_PROJECT } from '#shared/project.ts';
import type { ScheduleChange } from '#shared/schedule.ts';
import { fromWire } from '#shared/wire.ts';
import { invalidFields, notFound } from '../errors.ts';
import { ScheduleEntity, type ScheduleRow } from '../store/schedule.entity.ts';
import { checkSchedule } from './checkSchedule.ts';
import type { ScheduleDeps } from './createSchedule.ts';

/**
 * Changes the given fields. Its clock starts anew when its times change or it is enabled; otherwise what is due stays
 * due.
 * @throws {AppError} 404, or 422 with the path of each bad field.
 */
export async function changeSchedule(
  deps: ScheduleDeps,
  id: string,
  change: ScheduleChange,
): Promise<ScheduleRow> {
  const row = await deps.store.entities().transactional(async (entities) => {
    // A firing at the same time comes before or after, never in between.
    const schedule = await entities.findOne(ScheduleEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!schedule) throw notFound('schedule', id);
    refuseMove(schedule, change);
    const { cron, timezone, projectId, task, enabled } = schedule;
    const changed = {
      cron: change.cron ?? cron,
      timezone: change.timezone ?? timezone,
      project_id: change.project_id ?? projectId,
      task: change.task ?? task,
      enabled: change.enabled ?? enabled,
    };
    // Whatever it has become, it can be disabled.
    const asks = changed.enabled || Object.keys(change).some((key) => key !== 'enabled');
    const next = asks ? await checkSchedule(deps, changed, schedule.userId) : null;
    const restarts = !schedule.nextFireAt || changed.cron !== cron || changed.timezone !== timezone;
    const nextFireAt = restarts ? next : schedule.nextFireAt;
    entities.assign(schedule, {
      ...fromWire(change),
      nextFireAt: changed.enabled ? nextFireAt : null,
      lastError: changed.enabled ? null : schedule.lastError,
      updatedAt: new Date(),
    } as Partial<ScheduleRow>);
    return schedule;
  });
  deps.signals.wakeScheduler();
  return row;
}

/** The server's own schedules stay its own, and no other becomes one. */
function refuseMove({ projectId }: ScheduleRow, { project_id }: ScheduleChange): void {
  if (project_id === undefined || project_id === projectId) return;
  if (project_id !== SYSTEM_PROJECT && projectId !== SYSTEM_PROJECT) return;
  const message =
    projectId === SYSTEM_PROJECT
      ? 'the server’s own schedules can’t be moved'
      : `there is no project ${project_id}`;
  throw invalidFields([{ path: 'project_id', message }]);
}
