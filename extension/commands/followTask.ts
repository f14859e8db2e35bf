import { t } from '#shared/l10n.ts';
import type { Services } from '../services.ts';
import { chooseTask } from './chooseTask.ts';

/** Shows what a task prints in an output channel of its own, as it comes. */
export async function followTask(services: Services, node?: unknown): Promise<void> {
  const task = await chooseTask(services, node, t('Follow which task?'), () => true);
  if (task) services.followed.follow(task);
}
