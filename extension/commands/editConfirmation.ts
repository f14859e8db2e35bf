import * as vscode from 'vscode';
import { chooseConfirmations } from '../confirmations/chooseConfirmations.ts';
import { inputUri } from '../confirmations/questionUri.ts';
import { readInput } from '../confirmations/readInput.ts';
import { type Services, signedIn } from '../services.ts';

/** Opens the input of the tool that asks as a document, to be changed and then allowed. */
export async function editConfirmation(services: Services, ...nodes: unknown[]): Promise<void> {
  const [chosen] = await chooseConfirmations(services, nodes, ({ kind }) => kind === 'permission');
  if (!chosen) return;
  const { tool, text } = await readInput(signedIn(services), chosen.id);
  const uri = inputUri({ id: chosen.id, tool });
  services.inputs.writeFile(uri, Buffer.from(text));
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
}
