import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { type Services, signedIn } from '../services.ts';
import { chooseFolder } from '../submit/chooseFolder.ts';
import { editDraft } from '../submit/editDraft.ts';
import { commandDraft, promptDraft } from '../submit/newDraft.ts';
import { submitDraft } from '../submit/submitDraft.ts';
import type { TaskDraft } from '../submit/taskDraft.ts';
import { askPrompt } from './submitPrompt.ts';
import { askCommandLine } from './submitTask.ts';

/** Asks for a command or a prompt, and then for priority, time, dependencies and all else. */
export async function submitWithOptions(services: Services): Promise<void> {
  signedIn(services);
  const draft = await begun();
  const edited = draft && (await editDraft(services, draft));
  if (edited) await submitDraft(services, edited);
}

async function begun(): Promise<TaskDraft | undefined> {
  const command = { label: `$(terminal) ${t('Command')}` };
  const prompt = { label: `$(comment) ${t('Prompt for Claude')}` };
  const kind = await vscode.window.showQuickPick([command, prompt], { placeHolder: t('Submit what?') });
  const folder = kind && (await chooseFolder());
  if (!folder) return undefined;
  const text = kind === command ? await askCommandLine(folder) : await askPrompt();
  if (!text?.trim()) return undefined;
  return kind === command ? commandDraft(text, folder) : promptDraft(text, folder);
}
