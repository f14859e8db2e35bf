/** Notifications of what became of messages: several that reach Claude at once are one. */
import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { notify } from '../notify.ts';
import { lineText } from '../views/pickText.ts';
import type { MessageFate } from './sentMessages.ts';

/** Claude takes all messages together that came while it was at something. */
const GATHER_MS = 300;
const SHOWN_CHARS_MAX = 80;

export class FateTeller {
  #fates: MessageFate[] = [];
  #timer: NodeJS.Timeout | undefined;

  add(fate: MessageFate): void {
    this.#fates.push(fate);
    this.#timer ??= setTimeout(() => this.#tell(), GATHER_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #tell(): void {
    this.#timer = undefined;
    const groups = new Map<string, MessageFate[]>();
    for (const fate of this.#fates) {
      const key = `${fate.status} ${fate.task.id}`;
      groups.set(key, [...(groups.get(key) ?? []), fate]);
    }
    this.#fates = [];
    for (const fates of groups.values()) void tell(fates);
  }
}

async function tell(fates: readonly MessageFate[]): Promise<void> {
  const [first] = fates;
  if (!first) return;
  const { task, status } = first;
  const what = fates.length === 1 ? shownMessage(first.text) : t('{0} messages', fates.length);
  if (status === 'delivered') {
    void notify('Information', t('Claude has it, in “{0}”: {1}', task.name, what));
    return;
  }
  const goOn = t('Continue This Conversation');
  const message = t('“{0}” ended before Claude saw this: {1}', task.name, what);
  if ((await notify('Warning', message, goOn)) !== goOn) return;
  const text = fates.map((each) => each.text).join('\n\n');
  await vscode.commands.executeCommand('switchyard.continueTask', { kind: 'task', task }, text);
}

/** Its beginning, on one line. */
export function shownMessage(text: string): string {
  const line = lineText(text);
  return line.length <= SHOWN_CHARS_MAX ? line : `${line.slice(0, SHOWN_CHARS_MAX - 1)}…`;
}
