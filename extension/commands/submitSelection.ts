import { relative } from 'node:path';
import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { type Services, signedIn } from '../services.ts';
import { chooseFolder, folderOf } from '../submit/chooseFolder.ts';
import { editDraft } from '../submit/editDraft.ts';
import { promptDraft } from '../submit/newDraft.ts';
import { submitDraft } from '../submit/submitDraft.ts';

/**
 * Submits what is selected as a prompt for Claude; without a selection, or from the explorer, the whole file. The
 * form comes first: nobody means to submit a file by a slip.
 * @param chosen the files that are selected in the explorer, each a task of its own; from an editor something else,
 *   or nothing.
 */
export async function submitSelection(services: Services, given?: unknown, chosen?: unknown): Promise<void> {
  signedIn(services);
  const editor = vscode.window.activeTextEditor;
  const uri = given instanceof vscode.Uri ? given : editor?.document.uri;
  if (!uri) throw new Error(t('Open a file first: its selection, or all of it, is the prompt.'));
  const fromExplorer = Array.isArray(chosen);
  const files: vscode.Uri[] = fromExplorer && chosen.length > 1 ? chosen : [uri];
  // All are read before the first is submitted: one that can't be read stops them while nothing has been done.
  const texts = await Promise.all(files.map((file) => promptIn(file, fromExplorer ? undefined : editor)));
  if (texts.some((text) => text.trim() === '')) throw new Error(t('There is no text to submit.'));
  for (const [index, file] of files.entries()) {
    const place = files.length === 1 ? '' : t('{0} of {1}', index + 1, files.length);
    if (!(await submitText(services, file, texts[index] ?? '', place))) return;
  }
}

/** @returns false when the person has left the form: the files after this one aren't meant, either. */
async function submitText(
  services: Services,
  uri: vscode.Uri,
  text: string,
  place: string,
): Promise<boolean> {
  const folder = folderOf(uri) ?? (await chooseFolder());
  if (!folder) return false;
  const about = folder === 'none' ? undefined : relative(folder.uri.fsPath, uri.fsPath);
  const edited = await editDraft(services, await promptDraft(text, folder, about), place);
  if (edited) await submitDraft(services, edited);
  return edited !== undefined;
}

/** @param editor whose selection counts, if it shows this file. */
async function promptIn(uri: vscode.Uri, editor: vscode.TextEditor | undefined): Promise<string> {
  const isActive = editor?.document.uri.toString() === uri.toString();
  if (isActive && !editor.selection.isEmpty) return editor.document.getText(editor.selection);
  return (await vscode.workspace.openTextDocument(uri)).getText();
}
