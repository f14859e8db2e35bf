/** A notification for each new question. Only a hint: the question itself stays in the tree until it is answered. */
import * as vscode from 'vscode';
import type { Confirmation } from '#shared/confirmation.ts';
import { t } from '#shared/l10n.ts';
import { giveAnswer } from '../confirmations/giveAnswer.ts';
import { askerInWords } from '../confirmations/questionText.ts';
import { notify } from '../notify.ts';
import type { Services } from '../services.ts';
import { notifies } from '../settings.ts';
import { showError } from '../showError.ts';

const TITLE_CHARS_MAX = 200;

export function tellAboutConfirmations(services: Services): vscode.Disposable {
  const { store } = services.session;
  let known: ReadonlySet<string> = new Set();
  const stop = store.onChange(() => {
    const { confirmations } = store;
    const news = confirmations.filter(({ id }) => !known.has(id));
    known = new Set(confirmations.map(({ id }) => id));
    if (!notifies('questions')) return;
    const [first] = news;
    if (news.length === 1 && first) void tellOne(services, first);
    else if (news.length > 1) void tellMany(news.length);
  });
  return { dispose: stop };
}

async function tellOne(services: Services, confirmation: Confirmation): Promise<void> {
  const task = services.session.store.task(confirmation.task_id);
  const title = confirmation.title.slice(0, TITLE_CHARS_MAX);
  const asker = askerInWords(confirmation, task ?? { name: t('A task') });
  if (confirmation.kind === 'account') return tellAboutAccount(services, confirmation, `${asker}: ${title}`);
  const message = t('{0} waits for your answer: {1}', asker, title);
  const answer = t('Answer…');
  if ((await notify('Information', message, answer)) !== answer) return;
  const node = { kind: 'confirmation', confirmation };
  await vscode.commands.executeCommand('switchyard.answerConfirmation', node);
}

/** There is nothing to read before it is decided. */
async function tellAboutAccount(
  services: Services,
  confirmation: Confirmation,
  message: string,
): Promise<void> {
  const [again, giveUp] = [t('Try Again'), t('Give Up')];
  const choice = await notify('Warning', message, again, giveUp);
  if (choice === undefined) return;
  try {
    await giveAnswer(services, [confirmation], { decision: choice === again ? 'allow' : 'deny' });
  } catch (error) {
    await showError(services.log, t("Couldn't give the answer."), error);
  }
}

async function tellMany(count: number): Promise<void> {
  const show = t('Show');
  const message = t('{0} questions wait for your answer.', count);
  if ((await notify('Information', message, show)) === show)
    await vscode.commands.executeCommand('switchyard.needsYou.focus');
}
