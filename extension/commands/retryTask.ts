import { t } from '#shared/l10n.ts';
import { type Services, signedIn } from '../services.ts';
import { can } from '../state/taskVerbs.ts';
import { chooseTasks } from './chooseTask.ts';
import { forEachTask } from './forEachTask.ts';

/** Tries failed tasks again, at once and with a fresh budget of retries. */
export async function retryTask(services: Services, ...nodes: unknown[]): Promise<void> {
  const tasks = await chooseTasks(services, nodes, t('Retry which task?'), (task) => can('retry', task));
  if (tasks.length === 0) return;
  const client = signedIn(services);
  await forEachTask(services, tasks, t('Retrying'), ({ id }) => client.retryTask(id));
}
