import { t } from '#shared/l10n.ts';
import { type Services, signedIn } from '../services.ts';
import { can } from '../state/taskVerbs.ts';
import { chooseTasks } from './chooseTask.ts';
import { forEachTask } from './forEachTask.ts';

/** Lets paused tasks go on. */
export async function resumeTask(services: Services, ...nodes: unknown[]): Promise<void> {
  const tasks = await chooseTasks(services, nodes, t('Resume which task?'), (task) => can('resume', task));
  if (tasks.length === 0) return;
  const client = signedIn(services);
  await forEachTask(services, tasks, t('Resuming'), ({ id }) => client.resumeTask(id));
}
