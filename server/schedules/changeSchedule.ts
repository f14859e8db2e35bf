import { LockMode } from '@mikro-orm/mysql';
import { SYSTEM_PROJECT } from '#shared/project.ts';
import type { ScheduleChange } from '#shared/schedule.ts';
import { fromWire } from '#shared/wire.ts';
import { invalidFields, notFound } from '../errors.ts';
import { ScheduleEntity, type ScheduleRow } from '../store/schedule.entity.ts';
import { checkSchedule } from './checkSchedule.ts';
import type { ScheduleDeps } from './createSchedule.ts';
import { readSchedule } from './listSchedules.ts';

/** Of those who change one schedule at the same time, one is through with each try. */
const TRIES = 100;

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
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    // Looked at before the row is locked: whoever holds it must not wait for another connection to the database.
    const seen = await readSchedule(deps.store, id);
    refuseMove(seen, change);
    const changed = definitionOf(seen, change);
    // Whatever it has become, it can be disabled.
    const asks = changed.enabled || Object.keys(change).some((key) => key !== 'enabled');
    const next = asks ? await checkSchedule(deps, changed, seen.userId) : null;
    const row = await storeChange(deps, { seen, change, next });
    if (row) {
      deps.signals.wakeScheduler();
      return row;
    }
  }
  throw new Error(`schedule ${id} changed too often to be changed`);
}

/** @returns undefined if somebody else has changed it since it was seen. */
function storeChange(
  deps: ScheduleDeps,
  { seen, change, next }: { seen: ScheduleRow; change: ScheduleChange; next: Date | null },
): Promise<ScheduleRow | undefined> {
  return deps.store.entities().transactional(async (entities) => {
    // A firing at the same time comes before or after, never in between.
    const schedule = await entities.findOne(
      ScheduleEntity,
      { id: seen.id },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (!schedule) throw notFound('schedule', seen.id);
    if (JSON.stringify(definitionOf(schedule)) !== JSON.stringify(definitionOf(seen))) return undefined;
    const { cron, timezone, enabled } = definitionOf(schedule, change);
    const restarts = !schedule.nextFireAt || cron !== schedule.cron || timezone !== schedule.timezone;
    const nextFireAt = restarts ? next : schedule.nextFireAt;
    entities.assign(schedule, {
      ...fromWire(change),
      nextFireAt: enabled ? nextFireAt : null,
      lastError: enabled ? null : schedule.lastError,
      updatedAt: new Date(),
    } as Partial<ScheduleRow>);
    return schedule;
  });
}

/** What a change rests on. */
function definitionOf(
  { cron, timezone, projectId, task, enabled }: ScheduleRow,
  change: ScheduleChange = {},
) {
  return {
    cron: change.cron ?? cron,
    timezone: change.timezone ?? timezone,
    project_id: change.project_id ?? projectId,
    task: change.task ?? task,
    enabled: change.enabled ?? enabled,
  };
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
