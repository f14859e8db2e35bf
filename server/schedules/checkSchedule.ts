import type { NewSchedule } from '#shared/schedule.ts';
import { invalidFields } from '../errors.ts';
import { TaskEntity } from '../store/task.entity.ts';
import type { SubmitDeps } from '../tasks/submitTask.ts';
import { nextTime } from './cronTimes.ts';
import { prepareScheduledTask } from './prepareScheduledTask.ts';

/**
 * Looks whether a schedule can be kept: that its time comes, and that its task could be made now.
 * @returns its first time after now.
 * @throws {AppError} 422 with the path of each bad field.
 */
export async function checkSchedule(
  { store, projects }: Pick<SubmitDeps, 'store' | 'projects'>,
  schedule: Pick<NewSchedule, 'cron' | 'timezone' | 'project_id' | 'task'>,
  userId: string,
): Promise<Date> {
  const next = nextTime(schedule, new Date());
  if (!next) throw invalidFields([{ path: 'cron', message: 'no day of any year matches it' }]);
  await prepareScheduledTask(
    { store, projects },
    { projectId: schedule.project_id, userId, task: schedule.task },
  );
  const wanted = schedule.task.depends_on;
  const known = await store.entities().find(TaskEntity, { id: { $in: wanted } }, { fields: ['id'] });
  const unknown = wanted.filter((id) => !known.some((task) => task.id === id));
  if (unknown.length > 0) {
    throw invalidFields(
      unknown.map((id) => ({ path: 'task.depends_on', message: `there is no task ${id}` })),
    );
  }
  return next;
}
