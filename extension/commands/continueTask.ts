import { t } from '#shared/l10n.ts';
import { shownText } from '#shared/shownText.ts';
import { askText } from '../messages/askText.ts';
import type { Services } from '../services.ts';
import { can } from '../state/taskVerbs.ts';
import { continuedDraft } from '../submit/continuedDraft.ts';
import { submitDraft } from '../submit/submitDraft.ts';
import { chooseInFront } from './chooseInFront.ts';

/**
 * Submits a task that goes on with the conversation of one that has finished.
 * @param text to begin with.
 */
export async function continueTask(services: Services, given?: unknown, text?: unknown): Promise<void> {
  const question = t('Continue the conversation of which task?');
  const task = await chooseInFront(services, given, question, (each) => can('continue', each));
  const asked =
    task &&
    (await askText({
      title: t('Continue {0}', shownText(task.name)),
      prompt: t('What is Claude to do next? It knows the conversation so far.'),
      placeHolder: t('Now write a test for it'),
      ...(typeof text === 'string' && { value: text }),
    }));
  if (!asked) return;
  if (asked.inDocument) await services.texts.open('continue', task, asked.text);
  else await submitDraft(services, continuedDraft(task, asked.text));
}
