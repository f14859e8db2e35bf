import * as vscode from 'vscode';
import type { Speech } from '#shared/l10n.ts';

/** For what runs outside the extension host: pages, and the language server. */
export function editorsSpeech(): Speech {
  return { language: vscode.env.language, bundle: vscode.l10n.bundle ?? {} };
}
