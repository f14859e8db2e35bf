import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { type Services, signedIn } from '../services.ts';
import { can } from '../state/taskVerbs.ts';
import { priorityPicks } from '../submit/priorityPicks.ts';
import { chooseTasks } from './chooseTask.ts';
import { forEachTask } from './forEachTask.ts';

/** Gives tasks that wait another priority. */
export async function changePriority(services: Services, ...nodes: unknown[]): Promise<void> {
  const question = t('Change the priority of which task?');
  const tasks = await chooseTasks(services, nodes, question, (task) => can('priority', task));
  const [first] = tasks;
  if (!first) return;
  const title =
    tasks.length === 1 ? t('Priority of {0}', first.name) : t('Priority of {0} tasks', tasks.length);
  const picked = await vscode.window.showQuickPick(priorityPicks(first.priority), { title });
  if (!picked) return;
  const client = signedIn(services);
  const { priority } = picked;
  await forEachTask(services, tasks, t('Changing the priority to {0}', priority), ({ id }) =>
    client.changeTask(id, { priority }),
  );
}
