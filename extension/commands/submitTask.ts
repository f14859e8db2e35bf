import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { type Services, signedIn } from '../services.ts';
import { chooseFolder } from '../submit/chooseFolder.ts';
import { commandDraft } from '../submit/newDraft.ts';
import { parseCommandLine } from '../submit/parseCommandLine.ts';
import { submitDraft } from '../submit/submitDraft.ts';
import { typedProblem } from '../typedProblem.ts';

/** Submits a command line as a task that runs in the open folder. */
export async function submitTask(services: Services): Promise<void> {
  signedIn(services);
  const folder = await chooseFolder();
  if (!folder) return;
  const line = await askCommandLine(folder);
  if (!line?.trim()) return;
  await submitDraft(services, await commandDraft(line, folder));
}

/** Undefined when nothing was typed. */
export async function askCommandLine(folder: vscode.WorkspaceFolder | 'none'): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: t('Switchyard: Submit Command'),
    prompt:
      folder === 'none'
        ? t('No folder is open: it runs in the folder of the project')
        : t('It runs in {0}', folder.uri.fsPath),
    placeHolder: 'npm test -- --coverage',
    ignoreFocusOut: true,
    validateInput: (line) => (line.trim() === '' ? undefined : typedProblem(() => parseCommandLine(line))),
  });
}
