import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { type Services, signedIn } from '../services.ts';
import { chooseFolder } from '../submit/chooseFolder.ts';
import { promptDraft } from '../submit/newDraft.ts';
import { submitDraft } from '../submit/submitDraft.ts';

/** Submits what is typed as a prompt for Claude, which works in the open folder. */
export async function submitPrompt(services: Services): Promise<void> {
  signedIn(services);
  const folder = await chooseFolder();
  if (!folder) return;
  const prompt = await askPrompt();
  if (prompt?.trim()) await submitDraft(services, await promptDraft(prompt, folder));
}

/** Undefined when nothing was typed. */
export async function askPrompt(): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: t('Switchyard: Submit Claude Prompt'),
    prompt: t('What is Claude to do?'),
    placeHolder: t('Find out why the tests fail, and mend it'),
    ignoreFocusOut: true,
  });
}
