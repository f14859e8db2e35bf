import * as vscode from 'vscode';
import { hasLiveRun, isFinal } from '#shared/taskState.ts';
import { type Services, signedIn } from '../services.ts';
import { chooseTask } from './chooseTask.ts';

const cancel: vscode.MessageItem = { title: 'Cancel Task' };
/** In place of the button that VS Code adds, which says “Cancel”, too. */
const keep: vscode.MessageItem = { title: 'Keep Running', isCloseAffordance: true };

/** Cancels a task. Asks first only where something runs that would be lost. */
export async function cancelTask(services: Services, node?: unknown): Promise<void> {
  const task = await chooseTask(services, node, 'Cancel which task?', ({ status }) => !isFinal(status));
  if (!task) return;
  if (hasLiveRun(task.status)) {
    const detail = 'It is running. Its processes will be ended; what it has done so far stays done.';
    const question = `Cancel “${task.name}”?`;
    const choice = await vscode.window.showWarningMessage(question, { modal: true, detail }, cancel, keep);
    if (choice !== cancel) return;
  }
  const { stdout, stderr, result, traceback, history, runs, ...cancelled } = await signedIn(
    services,
  ).cancelTask(task.id);
  services.session.store.apply({ type: 'read', task: cancelled });
}
