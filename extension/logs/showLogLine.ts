import * as vscode from 'vscode';
import type { LogDocuments } from './logDocuments.ts';

/** Until VS Code has taken over the lines that were brought for it. */
const TAKEN_OVER_MS = 5000;

export interface WantedLine {
  uri: vscode.Uri;
  seq: number;
  /** Without colours, as the document shows it. */
  text: string;
}

/** Opens a log's tab at one of its lines, and brings what is missing between that line and those shown. */
export async function showLogLine(
  logs: Pick<LogDocuments, 'reach' | 'rowOf' | 'leaveEnd'>,
  { uri, seq, text }: WantedLine,
): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document, { preview: true });
  await logs.reach(uri, seq);
  const rowNow = () => logs.rowOf(uri, seq) ?? 0;
  const isThere = () => rowNow() < document.lineCount && document.lineAt(rowNow()).text.endsWith(text);
  await changedUntil(document, isThere);
  logs.leaveEnd(uri);
  const { range } = document.lineAt(Math.min(rowNow(), document.lineCount - 1));
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenter);
}

/** Settles with the change that makes it so, or when that takes too long. */
async function changedUntil(document: vscode.TextDocument, isSo: () => boolean): Promise<void> {
  if (isSo()) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      subscription.dispose();
      resolve();
    };
    const timer = setTimeout(done, TAKEN_OVER_MS);
    const subscription = vscode.workspace.onDidChangeTextDocument((change) => {
      if (change.document === document && isSo()) done();
    });
  });
}
