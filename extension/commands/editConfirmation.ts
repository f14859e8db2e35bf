import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { chooseConfirmations } from '../confirmations/chooseConfirmations.ts';
import { inputUri } from '../confirmations/questionUri.ts';
import { type Services, signedIn } from '../services.ts';

/** How the server shows what is secret. */
const HIDDEN = '***';

/** Opens the input of the tool that asks as a document, to be changed and then allowed. */
export async function editConfirmation(services: Services, ...nodes: unknown[]): Promise<void> {
  const [chosen] = await chooseConfirmations(services, nodes, ({ kind }) => kind === 'permission');
  if (!chosen) return;
  const { id, tool, input } = await signedIn(services).readConfirmation(chosen.id);
  if (!input) throw new Error(t('It has no input that could be changed.'));
  const text = `${JSON.stringify(input, null, 2)}\n`;
  if (text.includes(HIDDEN)) {
    throw new Error(t('A part of its input is hidden: it can be allowed as it is, or denied.'));
  }
  const uri = inputUri({ id, tool });
  services.inputs.writeFile(uri, Buffer.from(text));
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
}
