import * as vscode from 'vscode';
import type { RestClient } from '../api/restClient.ts';
import { type FileChange, fileChangeOf } from './fileChange.ts';

const FILE_BYTES_MAX = 2 * 1024 * 1024;

/** What a question is about, if it is a change of a file. */
export async function readFileChange(client: RestClient, id: string): Promise<FileChange | undefined> {
  const { kind, tool, input } = await client.readConfirmation(id);
  return kind === 'permission' ? fileChangeOf(tool, input, readText) : undefined;
}

async function readText(path: string): Promise<string | undefined> {
  const uri = vscode.Uri.file(path);
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    return size > FILE_BYTES_MAX
      ? undefined
      : new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
