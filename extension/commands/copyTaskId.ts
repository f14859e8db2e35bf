import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import type { Services } from '../services.ts';
import { chooseTasks } from './chooseTask.ts';

/** Copies the ids of tasks, one a line. */
export async function copyTaskId(services: Services, ...nodes: unknown[]): Promise<void> {
  const tasks = await chooseTasks(services, nodes, t('Copy the id of which task?'), () => true);
  if (tasks.length === 0) return;
  await vscode.env.clipboard.writeText(tasks.map(({ id }) => id).join('\n'));
  vscode.window.setStatusBarMessage(t('Copied.'), 3000);
}
