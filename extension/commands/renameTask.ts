import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { shownText } from '#shared/shownText.ts';
import { type Services, signedIn } from '../services.ts';
import { can } from '../state/taskVerbs.ts';
import { NAME_CHARS_MAX } from '../submit/taskDraft.ts';
import { chooseTask } from './chooseTask.ts';
import { forEachTask } from './forEachTask.ts';

/** Gives a task that waits another name. */
export async function renameTask(services: Services, node?: unknown): Promise<void> {
  const task = await chooseTask(services, node, t('Rename which task?'), (each) => can('rename', each));
  if (!task) return;
  const typed = await vscode.window.showInputBox({
    title: t('Rename {0}', shownText(task.name)),
    prompt: t('How lists are to call it'),
    value: task.name,
    ignoreFocusOut: true,
    validateInput: nameProblem,
  });
  const name = typed?.trim();
  if (!name || name === task.name) return;
  const client = signedIn(services);
  await forEachTask(services, [task], t('Renaming'), ({ id }) => client.changeTask(id, { name }));
}

function nameProblem(typed: string): string | undefined {
  const { length } = typed.trim();
  if (length > 0 && length <= NAME_CHARS_MAX) return undefined;
  return t('Write a name of 1 to {0} characters.', NAME_CHARS_MAX);
}
