/** A notification for each new question. Only a hint: the question itself stays in the tree until it is answered. */
import * as vscode from 'vscode';
import type { Confirmation } from '#shared/confirmation.ts';
import { t } from '#shared/l10n.ts';
import { notify } from '../notify.ts';
import type { Services } from '../services.ts';
import { notifies } from '../settings.ts';

const TITLE_CHARS_MAX = 200;

export function tellAboutConfirmations({ session }: Services): vscode.Disposable {
  const { store } = session;
  let known: ReadonlySet<string> = new Set();
  const stop = store.onChange(() => {
    const { confirmations } = store;
    const news = confirmations.filter(({ id }) => !known.has(id));
    known = new Set(confirmations.map(({ id }) => id));
    if (!notifies('questions')) return;
    const [first] = news;
    if (news.length === 1 && first) void tellOne(first, store.task(first.task_id)?.name);
    else if (news.length > 1) void tellMany(news.length);
  });
  return { dispose: stop };
}

async function tellOne(confirmation: Confirmation, taskName: string | undefined): Promise<void> {
  const title = confirmation.title.slice(0, TITLE_CHARS_MAX);
  const message = t('{0} waits for your answer: {1}', taskName ?? t('A task'), title);
  const answer = t('Answer…');
  if ((await notify('Information', message, answer)) !== answer) return;
  const node = { kind: 'confirmation', confirmation };
  await vscode.commands.executeCommand('switchyard.answerConfirmation', node);
}

async function tellMany(count: number): Promise<void> {
  const show = t('Show');
  const message = t('{0} questions wait for your answer.', count);
  if ((await notify('Information', message, show)) === show)
    await vscode.commands.executeCommand('switchyard.needsYou.focus');
}
