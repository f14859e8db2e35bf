import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { logUri } from '../logs/logUri.ts';
import type { Services } from '../services.ts';
import { chooseTask } from './chooseTask.ts';

/** Opens a task's log as a read-only tab that grows while the task runs. */
export async function openLog(services: Services, node?: unknown): Promise<void> {
  const task = await chooseTask(services, node, t('Open the log of which task?'), () => true);
  if (!task) return;
  const document = await vscode.workspace.openTextDocument(logUri(task));
  await vscode.window.showTextDocument(document, { preview: true });
}
