import * as vscode from 'vscode';
import { type Services, signedIn } from '../services.ts';
import { projectId } from '../settings.ts';
import { parseCommandLine } from './parseCommandLine.ts';

const NAME_CHARS_MAX = 200;

/** Submits a command line as a task that runs in the open folder. */
export async function submitTask(services: Services): Promise<void> {
  const client = signedIn(services);
  const folder = await chooseFolder();
  if (folder === 'none chosen') return;
  const line = await vscode.window.showInputBox({
    title: 'Switchyard: Submit Command',
    prompt: folder
      ? `It runs in ${folder.uri.fsPath}`
      : 'No folder is open: it runs in the folder of the project',
    placeHolder: 'npm test -- --coverage',
    ignoreFocusOut: true,
    validateInput: problemOf,
  });
  if (!line?.trim()) return;
  const { command, args } = parseCommandLine(line);
  const { stdout, stderr, result, traceback, history, runs, ...task } = await client.submitTask({
    name: line.trim().slice(0, NAME_CHARS_MAX),
    project_id: projectId(),
    command,
    args,
    // A command that was typed may have done something before it failed: whoever typed it decides on another try.
    max_retries: 0,
    ...(folder && { working_dir: folder.uri.fsPath }),
  });
  services.session.store.apply({ type: 'read', task });
  void tell(task.name, { kind: 'task', task });
}

/** Undefined when no folder is open. */
async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined | 'none chosen'> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length <= 1) return folders[0];
  const placeHolder = 'In which folder is it to run?';
  return (
    (await vscode.window.showWorkspaceFolderPick({ placeHolder, ignoreFocusOut: true })) ?? 'none chosen'
  );
}

function problemOf(line: string): string | undefined {
  if (line.trim() === '') return undefined;
  try {
    parseCommandLine(line);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The person goes on working meanwhile: nothing is opened that wasn't asked for. */
async function tell(name: string, node: { kind: 'task'; task: unknown }): Promise<void> {
  const choice = await vscode.window.showInformationMessage(`Submitted: ${name}`, 'Open Log', 'Follow');
  if (choice === 'Open Log') await vscode.commands.executeCommand('switchyard.openLog', node);
  if (choice === 'Follow') await vscode.commands.executeCommand('switchyard.followTask', node);
}
