import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';

/** The folder that tasks run in; `none` when none is open, undefined when several are and none was chosen. */
export async function chooseFolder(): Promise<vscode.WorkspaceFolder | 'none' | undefined> {
  const folders = foldersOnDisk();
  if (folders.length <= 1) return folders[0] ?? 'none';
  const picked = await vscode.window.showQuickPick(
    folders.map((folder) => ({ label: folder.name, description: folder.uri.fsPath, folder })),
    { placeHolder: t('In which folder is it to run?'), ignoreFocusOut: true },
  );
  return picked?.folder;
}

/** Those of the open folders that tasks can run in. */
export function foldersOnDisk(): vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => isOnDisk(uri));
}

/** A virtual folder isn't on the machine that tasks run on. */
function isOnDisk({ scheme }: vscode.Uri): boolean {
  return scheme === 'file' || scheme === 'vscode-remote';
}

/** Where a task that is about this file runs: the workspace's folder that has it. */
export function folderOf(uri: vscode.Uri): vscode.WorkspaceFolder | undefined {
  return isOnDisk(uri) ? vscode.workspace.getWorkspaceFolder(uri) : undefined;
}
