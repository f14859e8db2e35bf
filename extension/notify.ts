/** Messages to people. All of the extension's go through here: they may hold what others have written. */
import * as vscode from 'vscode';
import { shownText } from '#shared/shownText.ts';

type Level = 'Information' | 'Warning' | 'Error';

/** A notification in the corner. @returns the button that was pressed. */
export function notify(level: Level, message: string, ...buttons: string[]): Thenable<string | undefined> {
  return vscode.window[`show${level}Message`](withoutLinks(message), ...buttons);
}

/**
 * A question that has to be answered before anything else.
 * @param instead what the button for “no” says, where “Cancel”, which VS Code adds, could be misunderstood.
 * @returns the button that was pressed; undefined for “no”.
 */
export async function askFirst(
  message: string,
  { detail, buttons, instead }: { detail: string; buttons: readonly string[]; instead?: string },
): Promise<string | undefined> {
  const options = { modal: true, detail: shownText(detail) };
  const items: vscode.MessageItem[] = buttons.map((title) => ({ title }));
  if (instead !== undefined) items.push({ title: instead, isCloseAffordance: true });
  const pressed = await vscode.window.showWarningMessage(withoutLinks(message), options, ...items);
  return pressed?.isCloseAffordance ? undefined : pressed?.title;
}

/**
 * VS Code makes a link of `[text](command:…)` in a message, which runs that command when it is clicked: the name of
 * somebody's task must not be able to be one.
 */
function withoutLinks(message: string): string {
  return shownText(message).replaceAll('](', '] (');
}
