import * as vscode from 'vscode';
import { chooseConfirmations } from '../confirmations/chooseConfirmations.ts';
import { questionUri } from '../confirmations/questionUri.ts';
import type { Services } from '../services.ts';

/** Opens a question as a document, to be read in full. It is answered from the buttons above it. */
export async function openConfirmation(services: Services, ...nodes: unknown[]): Promise<void> {
  const [confirmation] = await chooseConfirmations(services, nodes);
  if (!confirmation) return;
  const document = await vscode.workspace.openTextDocument(questionUri(confirmation));
  await vscode.window.showTextDocument(document, { preview: true });
}
