import type * as vscode from 'vscode';
import { projectId } from '../settings.ts';
import { gitContext } from './gitContext.ts';
import { parseCommandLine } from './parseCommandLine.ts';
import { nameFor, type TaskDraft } from './taskDraft.ts';

type Folder = Pick<vscode.WorkspaceFolder, 'uri'> | 'none' | undefined;

/** @throws Error in plain words where the line needs a shell. */
export async function commandDraft(line: string, folder: Folder): Promise<TaskDraft> {
  return {
    kind: 'command',
    name: nameFor(line),
    ...parseCommandLine(line),
    // A command that was typed may have done something before it failed: whoever typed it decides on another try.
    max_retries: 0,
    ...(await whereIn(folder)),
  };
}

/** @param about the file that the prompt is about or was taken from. */
export async function promptDraft(prompt: string, folder: Folder, about?: string): Promise<TaskDraft> {
  const { context, ...where } = await whereIn(folder);
  const file = about === undefined ? {} : { file: about };
  return { kind: 'claude', name: nameFor(prompt), ...where, context: { ...context, ...file, prompt } };
}

async function whereIn(
  folder: Folder,
): Promise<{ project_id: string; working_dir?: string; context: Record<string, unknown> }> {
  const uri = folder === 'none' ? undefined : folder?.uri;
  const git = await gitContext(uri);
  return {
    project_id: projectId(),
    ...(uri && { working_dir: uri.fsPath }),
    context: git === undefined ? {} : { git },
  };
}
