import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { chooseConfirmations } from '../confirmations/chooseConfirmations.ts';
import { changedFileUri, questionUri } from '../confirmations/questionUri.ts';
import { readFileChange } from '../confirmations/readFileChange.ts';
import { type Services, signedIn } from '../services.ts';

/**
 * Opens a question as a document, to be read in full; one about a change of a file as the difference. It is answered
 * from the buttons above it.
 */
export async function openConfirmation(services: Services, ...nodes: unknown[]): Promise<void> {
  const [confirmation] = await chooseConfirmations(services, nodes);
  if (!confirmation) return;
  const { id } = confirmation;
  const change = await readFileChange(signedIn(services), id);
  if (change) {
    const [before, after] = [
      changedFileUri(id, change.name, 'before'),
      changedFileUri(id, change.name, 'after'),
    ];
    const title = t('{0}: as it is ↔ as it would be', change.name);
    await vscode.commands.executeCommand('vscode.diff', before, after, title, { preview: true });
    return;
  }
  const document = await vscode.workspace.openTextDocument(questionUri(confirmation));
  await vscode.window.showTextDocument(document, { preview: true });
}
