import { t } from '#shared/l10n.ts';
import { shownText } from '#shared/shownText.ts';
import type { TaskSummary } from '#shared/task.ts';
import { askText } from '../messages/askText.ts';
import { type Services, signedIn } from '../services.ts';
import { can } from '../state/taskVerbs.ts';
import { draftOf, isNamedAfterItsWork, nameFor, promptOf } from '../submit/taskDraft.ts';
import { chooseTask } from './chooseTask.ts';
import { forEachTask } from './forEachTask.ts';

/** Gives a Claude task that hasn't begun another prompt. */
export async function changePrompt(services: Services, node?: unknown): Promise<void> {
  const question = t('Change the prompt of which task?');
  const task = await chooseTask(services, node, question, (each) => can('prompt', each));
  if (!task) return;
  const before = promptOf(draftOf(task));
  const title = t('Prompt of {0}', shownText(task.name));
  const asked = await askText({ title, prompt: t('What is Claude to do?'), value: before });
  if (!asked) return;
  if (asked.inDocument) await services.texts.open('prompt', task, asked.text);
  else if (asked.text !== before) await givePrompt(services, task, asked.text);
}

/** A name that was taken from the prompt follows it; one that a person gave stays. */
export async function givePrompt(services: Services, task: TaskSummary, prompt: string): Promise<void> {
  const client = signedIn(services);
  const name = isNamedAfterItsWork(draftOf(task)) ? { name: nameFor(prompt) } : {};
  await forEachTask(services, [task], t('Changing the prompt'), ({ id }) =>
    client.changeTask(id, { ...name, context: { prompt } }),
  );
}
