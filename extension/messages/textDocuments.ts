/**
 * Texts of several lines that are about a task: a message to it, its prompt, the next one. Their addresses are
 * `switchyard-text:/<what for>/<task id>/<title>.md`.
 */
import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { KeptFiles } from '../keptFiles.ts';

export const TEXT_SCHEME = 'switchyard-text';
export const textPurposes = ['message', 'continue', 'prompt'] as const;
export type TextPurpose = (typeof textPurposes)[number];

const TITLE_CHARS_MAX = 60;

export class TextDocuments extends KeptFiles {
  /** @param memento of the window. */
  constructor(memento: Pick<vscode.Memento, 'get' | 'update'>) {
    super({ scheme: TEXT_SCHEME, memento, key: 'switchyard.texts' });
  }

  /** Opens it with what was typed so far. It goes nowhere before its button is pressed. */
  async open(purpose: TextPurpose, task: { id: string; name: string }, text: string): Promise<void> {
    const uri = textUri(purpose, task);
    this.writeFile(uri, Buffer.from(text));
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: false });
  }

  protected async readAnew(_uri: vscode.Uri, saved = ''): Promise<string> {
    return saved;
  }
}

function textUri(purpose: TextPurpose, { id, name }: { id: string; name: string }): vscode.Uri {
  const title = titles[purpose](name)
    .replace(/[^\p{L}\p{N} ._-]+/gu, ' ')
    .slice(0, TITLE_CHARS_MAX)
    .trim();
  return vscode.Uri.from({ scheme: TEXT_SCHEME, path: `/${purpose}/${id}/${title}.md` });
}

const titles: Readonly<Record<TextPurpose, (name: string) => string>> = {
  message: (name) => t('Message to {0}', name),
  continue: (name) => t('Next prompt of {0}', name),
  prompt: (name) => t('Prompt of {0}', name),
};

/** What a document is for, and the id of its task; undefined for one of another kind. */
export function textPlaceOf(uri: vscode.Uri): { purpose: TextPurpose; taskId: string } | undefined {
  if (uri.scheme !== TEXT_SCHEME) return undefined;
  const [, given, taskId] = uri.path.split('/');
  const purpose = textPurposes.find((each) => each === given);
  return purpose && taskId !== undefined ? { purpose, taskId } : undefined;
}
