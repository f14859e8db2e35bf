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
 * @param chosen the files that are selected in the explorer; from an editor something else, or nothing.
 */
export async function submitSelection(services: Services, given?: unknown, chosen?: unknown): Promise<void> {
  signedIn(services);
  const editor = vscode.window.activeTextEditor;
  const uri = given instanceof vscode.Uri ? given : editor?.document.uri;
  if (!uri) throw new Error(t('Open a file first: its selection, or all of it, is the prompt.'));
  const text = await promptIn(uri, Array.isArray(chosen) ? undefined : editor);
  if (text.trim() === '') throw new Error(t('There is no text to submit.'));
  const folder = folderOf(uri) ?? (await chooseFolder());
  if (!folder) return;
  const about = folder === 'none' ? undefined : relative(folder.uri.fsPath, uri.fsPath);
  const edited = await editDraft(services, await promptDraft(text, folder, about));
  if (edited) await submitDraft(services, edited);
}

/** @param editor whose selection counts, if it shows this file. */
async function promptIn(uri: vscode.Uri, editor: vscode.TextEditor | undefined): Promise<string> {
  const isActive = editor?.document.uri.toString() === uri.toString();
  if (isActive && !editor.selection.isEmpty) return editor.document.getText(editor.selection);
  return (await vscode.workspace.openTextDocument(uri)).getText();
}
