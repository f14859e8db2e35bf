import { t } from '#shared/l10n.ts';
import { hasLiveRun } from '#shared/taskState.ts';
import { askFirst } from '../notify.ts';
import { type Services, signedIn } from '../services.ts';
import { can } from '../state/taskVerbs.ts';
import { chooseTasks } from './chooseTask.ts';
import { forEachTask } from './forEachTask.ts';

/** Cancels tasks. Asks first only where something runs that would be lost. */
export async function cancelTask(services: Services, ...nodes: unknown[]): Promise<void> {
  const tasks = await chooseTasks(services, nodes, t('Cancel which task?'), (task) => can('cancel', task));
  const [first] = tasks;
  if (!first) return;
  const live = tasks.filter(({ status }) => hasLiveRun(status)).length;
  if (live > 0 && !(await isMeant(tasks.length > 1 ? undefined : first.name, tasks.length, live))) return;
  const client = signedIn(services);
  await forEachTask(services, tasks, t('Cancelling'), ({ id }) => client.cancelTask(id));
}

async function isMeant(name: string | undefined, count: number, live: number): Promise<boolean> {
  const cancel = name === undefined ? t('Cancel Tasks') : t('Cancel Task');
  const question = name === undefined ? t('Cancel {0} tasks?', count) : t('Cancel “{0}”?', name);
  const detail =
    name === undefined
      ? t(
          '{0} of them are running. Their processes will be ended; what they have done so far stays done.',
          live,
        )
      : t('It is running. Its processes will be ended; what it has done so far stays done.');
  const pressed = await askFirst(question, { detail, buttons: [cancel], instead: t('Keep Running') });
  return pressed === cancel;
}
