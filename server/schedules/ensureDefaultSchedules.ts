/** The schedules that come with the server: made once, and from then on the administrator's to change or delete. */
import { SYSTEM_PROJECT } from '#shared/project.ts';
import { scheduledTaskSchema } from '#shared/taskDefinition.ts';
import { insertRows } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { uuidV7 } from '../tasks/newTask.ts';
import { nextTime } from './cronTimes.ts';

/** Each is also the name of its action; see server/maintenance. */
const defaults = [
  { name: 'cleanup_expired_tasks', cron: '0 * * * *' },
  { name: 'backup_task_data', cron: '0 2 * * *' },
  { name: 'check_long_running_tasks', cron: '*/30 * * * *' },
  { name: 'sync_task_statistics', cron: '*/15 * * * *' },
] as const;

export async function ensureDefaultSchedules(store: Store): Promise<void> {
  for (const { name, cron } of defaults) {
    const now = new Date();
    await store.transaction(async (transaction) => {
      const [made] = await transaction.run([
        { sql: 'insert ignore into default_schedules (name, made_at) values (?, ?)', values: [name, now] },
      ]);
      const isNew = (made as { affectedRows?: number }).affectedRows === 1;
      if (isNew) await transaction.runAndCommit([insertRows('schedules', [scheduleRow(name, cron, now)])]);
    });
  }
}

function scheduleRow(name: string, cron: string, now: Date) {
  const timezone = 'UTC';
  return {
    id: uuidV7(now.getTime()),
    name,
    cron,
    timezone,
    enabled: true,
    overlap: 'skip',
    missed: 'run_once',
    projectId: SYSTEM_PROJECT,
    userId: SYSTEM_PROJECT,
    task: scheduledTaskSchema.parse({ name, kind: 'maintenance', context: { action: name } }),
    nextFireAt: nextTime({ cron, timezone }, now),
    createdAt: now,
    updatedAt: now,
  };
}
