import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import type { TaskSummary } from '#shared/task.ts';
import { closeTabs } from '../closeTabs.ts';
import { sendTo } from '../messages/sendTo.ts';
import { type TextPurpose, textPlaceOf } from '../messages/textDocuments.ts';
import type { Services } from '../services.ts';
import { continuedDraft } from '../submit/continuedDraft.ts';
import { submitDraft } from '../submit/submitDraft.ts';
import { givePrompt } from './changePrompt.ts';
import { knownTask } from './chooseInFront.ts';

/** Does what the text of the document in front was written for, and closes it. */
export async function useText(services: Services): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const place = document && textPlaceOf(document.uri);
  if (!document || !place) throw new Error(t('Open a text for a task first.'));
  const text = document.getText().trim();
  if (text === '') throw new Error(t('There is no text yet.'));
  await uses[place.purpose](services, await knownTask(services, place.taskId), text);
  await closeTabs(document);
}

type Use = (services: Services, task: TaskSummary, text: string) => Promise<unknown>;

const uses: Readonly<Record<TextPurpose, Use>> = {
  message: sendTo,
  continue: (services, task, text) => submitDraft(services, continuedDraft(task, text)),
  prompt: givePrompt,
};
