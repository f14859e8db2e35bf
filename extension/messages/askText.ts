import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { promptText } from '../views/pickText.ts';

export interface AskedText {
  text: string;
  /** The person wants to go on in a document, which holds several lines. */
  inDocument: boolean;
}

export interface TextSettings {
  title: string;
  prompt: string;
  placeHolder?: string;
  value?: string;
}

/**
 * Asks for a text that may have several lines: a box would join them, so such a one is for a document at once.
 * @returns undefined when nothing was typed.
 */
export function askText({
  title,
  prompt,
  placeHolder = '',
  value = '',
}: TextSettings): Promise<AskedText | undefined> {
  if (/[\r\n]/.test(value)) return Promise.resolve({ text: value, inDocument: true });
  return new Promise((resolve) => {
    const box = vscode.window.createInputBox();
    box.title = title;
    box.prompt = promptText(prompt);
    box.placeholder = placeHolder;
    box.value = value;
    box.ignoreFocusOut = true;
    box.buttons = [{ iconPath: new vscode.ThemeIcon('go-to-file'), tooltip: t('Write Several Lines') }];
    const done = (asked: AskedText | undefined) => {
      resolve(asked);
      box.dispose();
    };
    box.onDidChangeValue(() => {
      box.validationMessage = undefined;
    });
    box.onDidAccept(() => {
      if (box.value.trim() === '') box.validationMessage = t('Write something first.');
      else done({ text: box.value, inDocument: false });
    });
    box.onDidTriggerButton(() => done({ text: box.value, inDocument: true }));
    box.onDidHide(() => done(undefined));
    box.show();
  });
}
