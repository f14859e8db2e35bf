/** The address of a task's log as a document: `switchyard-log:/<task id>/<name>.log`. */
import * as vscode from 'vscode';

export const LOG_SCHEME = 'switchyard-log';
const NAME_CHARS_MAX = 60;

/** The name is for the tab alone: the id says which task it is. */
export function logUri(task: { id: string; name: string }): vscode.Uri {
  const name = task.name
    .replace(/[^\p{L}\p{N} ._-]+/gu, ' ')
    .trim()
    .slice(0, NAME_CHARS_MAX)
    .trim();
  return vscode.Uri.from({ scheme: LOG_SCHEME, path: `/${task.id}/${name || 'task'}.log` });
}

/** Undefined for an address of another kind. */
export function taskIdOf(uri: vscode.Uri): string | undefined {
  return uri.scheme === LOG_SCHEME ? /^\/([0-9a-f-]{36})\//.exec(uri.path)?.[1] : undefined;
}
