/**
 * The address of a question as a read-only document: `switchyard-question:/<id>/<title>.txt`; of a file as it would be
 * before and after what is asked for, `…/<file>?before` and `?after`; and of the input that a person changes,
 * `switchyard-input:/<id>/<tool>.json`.
 */
import * as vscode from 'vscode';
import type { Confirmation } from '#shared/confirmation.ts';

export const QUESTION_SCHEME = 'switchyard-question';
export const INPUT_SCHEME = 'switchyard-input';
const TITLE_CHARS_MAX = 40;

export function questionUri({ id, title }: Pick<Confirmation, 'id' | 'title'>): vscode.Uri {
  return vscode.Uri.from({ scheme: QUESTION_SCHEME, path: `/${id}/${nameOf(title) || 'question'}.txt` });
}

export function changedFileUri(id: string, file: string, side: 'before' | 'after'): vscode.Uri {
  return vscode.Uri.from({ scheme: QUESTION_SCHEME, path: `/${id}/${nameOf(file) || 'file'}`, query: side });
}

export function inputUri({ id, tool }: { id: string; tool: string }): vscode.Uri {
  return vscode.Uri.from({ scheme: INPUT_SCHEME, path: `/${id}/${nameOf(tool) || 'input'}.json` });
}

function nameOf(text: string): string {
  return text
    .replace(/[^\p{L}\p{N} ._-]+/gu, ' ')
    .slice(0, TITLE_CHARS_MAX)
    .trim();
}

/** Undefined for an address of another kind. */
export function confirmationIdOf(uri: vscode.Uri | undefined): string | undefined {
  const known = uri?.scheme === QUESTION_SCHEME || uri?.scheme === INPUT_SCHEME;
  return known ? /^\/([^/]+)\//.exec(uri.path)?.[1] : undefined;
}
