import { t } from '#shared/l10n.ts';
import { shownText } from '#shared/shownText.ts';
import { askText } from '../messages/askText.ts';
import { sendTo } from '../messages/sendTo.ts';
import type { Services } from '../services.ts';
import { can } from '../state/taskVerbs.ts';
import { chooseInFront } from './chooseInFront.ts';

/** Says something to Claude while it is at work on a task. */
export async function sendMessage(services: Services, given?: unknown): Promise<void> {
  const question = t('Send a message to which task?');
  const task = await chooseInFront(services, given, question, (each) => can('message', each));
  const asked =
    task &&
    (await askText({
      title: t('Message to {0}', shownText(task.name)),
      prompt: t('Claude reads it as soon as it is done with what it is doing.'),
      placeHolder: t('Leave the old tests as they are'),
    }));
  if (!asked) return;
  if (asked.inDocument) await services.texts.open('message', task, asked.text);
  else await sendTo(services, task, asked.text);
}
