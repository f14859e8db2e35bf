/** The address of a question as a read-only document: `switchyard-question:/<id>/<title>.md`. */
import * as vscode from 'vscode';
import type { Confirmation } from '#shared/confirmation.ts';

export const QUESTION_SCHEME = 'switchyard-question';
const TITLE_CHARS_MAX = 40;

export function questionUri({ id, title }: Pick<Confirmation, 'id' | 'title'>): vscode.Uri {
  const name = title
    .replace(/[^\p{L}\p{N} ._-]+/gu, ' ')
    .slice(0, TITLE_CHARS_MAX)
    .trim();
  return vscode.Uri.from({ scheme: QUESTION_SCHEME, path: `/${id}/${name || 'question'}.txt` });
}

/** Undefined for an address of another kind. */
export function confirmationIdOf(uri: vscode.Uri | undefined): string | undefined {
  return uri?.scheme === QUESTION_SCHEME ? /^\/([^/]+)\//.exec(uri.path)?.[1] : undefined;
}
