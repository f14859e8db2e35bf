import { t } from '#shared/l10n.ts';
import { type Services, signedIn } from '../services.ts';
import { can } from '../state/taskVerbs.ts';
import { chooseTasks } from './chooseTask.ts';
import { forEachTask } from './forEachTask.ts';

/** Stops the processes of running tasks where they are. */
export async function pauseTask(services: Services, ...nodes: unknown[]): Promise<void> {
  const tasks = await chooseTasks(services, nodes, t('Pause which task?'), (task) => can('pause', task));
  if (tasks.length === 0) return;
  const client = signedIn(services);
  await forEachTask(services, tasks, t('Pausing'), ({ id }) => client.pauseTask(id));
}
