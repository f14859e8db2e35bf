/** Asks a person for the answer to a question. Undefined means that they gave none. */
import * as vscode from 'vscode';
import type { Confirmation, ConfirmationAnswer, ConfirmationQuestion } from '#shared/confirmation.ts';
import { t } from '#shared/l10n.ts';
import type { TaskSummary } from '#shared/task.ts';
import { askFirst } from '../notify.ts';
import { shownText } from '../views/shownText.ts';
import { askReason } from './askReason.ts';

/** @param task that asks, if it is known. */
export async function askAnswer(
  confirmation: Confirmation,
  task: TaskSummary | undefined,
): Promise<ConfirmationAnswer | undefined> {
  switch (confirmation.kind) {
    case 'permission':
    case 'plan':
      return askPermission(confirmation, task);
    case 'question':
      return askQuestions(confirmation);
    case 'prompt':
      return askText(confirmation);
  }
}

async function askPermission(
  confirmation: Confirmation,
  task: TaskSummary | undefined,
): Promise<ConfirmationAnswer | undefined> {
  const [allow, always, deny] = [t('Allow'), t('Allow for This Task'), t('Deny')];
  const buttons = confirmation.kind === 'permission' ? [allow, always, deny] : [allow, deny];
  const who = task && `${t('Task: {0}', task.name)}\n${t('Folder: {0}', task.working_dir)}`;
  const detail = who ? `${confirmation.detail}\n\n${who}` : confirmation.detail;
  const choice = await askFirst(confirmation.title, { detail, buttons });
  if (choice === allow) return { decision: 'allow' };
  if (choice === always) return { decision: 'allow', scope: 'task' };
  return choice === deny ? askReason() : undefined;
}

async function askText(confirmation: Confirmation): Promise<ConfirmationAnswer | undefined> {
  const { title, detail, options, secret } = confirmation;
  const settings = { title: shownText(title), placeHolder: shownText(detail), ignoreFocusOut: true };
  const text = options?.length
    ? await vscode.window.showQuickPick([...options], settings)
    : await vscode.window.showInputBox({
        ...settings,
        prompt: shownText(detail),
        value: confirmation.default ?? '',
        password: secret ?? false,
      });
  return text === undefined ? undefined : { decision: 'allow', text };
}

async function askQuestions({ title, questions }: Confirmation): Promise<ConfirmationAnswer | undefined> {
  const answers: Record<string, string | string[]> = {};
  for (const question of questions ?? []) {
    const answer = await askQuestion(shownText(title), question);
    if (answer === undefined) return undefined;
    answers[question.question] = answer;
  }
  return { decision: 'allow', answers };
}

async function askQuestion(
  title: string,
  { question, options, multiple, free_text }: ConfirmationQuestion,
): Promise<string | string[] | undefined> {
  const settings = { title, placeHolder: shownText(question), ignoreFocusOut: true };
  const typed = () =>
    vscode.window.showInputBox({ title, prompt: shownText(question), ignoreFocusOut: true });
  if (options.length === 0) return typed();
  // The label is what is sent back, so it is kept as it is beside what is shown.
  const items = options.map(({ label, description }) => ({
    label: shownText(label),
    description: shownText(description ?? ''),
    answer: label,
  }));
  const other = { label: t('Something else…'), description: '', answer: undefined };
  const shown = free_text ? [...items, other] : items;
  if (!multiple) {
    const picked = await vscode.window.showQuickPick(shown, settings);
    return picked === other ? typed() : picked?.answer;
  }
  const picked = await vscode.window.showQuickPick(shown, { ...settings, canPickMany: true });
  const labels = picked?.flatMap(({ answer }) => answer ?? []);
  if (!labels || !picked?.includes(other)) return labels;
  const text = await typed();
  return text === undefined ? undefined : [...labels, text];
}
