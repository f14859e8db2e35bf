/** Asks a person for the answer to a question. Undefined means that they gave none. */
import * as vscode from 'vscode';
import type { Confirmation, ConfirmationAnswer, ConfirmationQuestion } from '#shared/confirmation.ts';
import { t } from '#shared/l10n.ts';
import type { TaskSummary } from '#shared/task.ts';
import { askFirst } from '../notify.ts';
import { lineText, pickText, promptText } from '../views/pickText.ts';
import { askDecision } from './askDecision.ts';
import { askForm } from './askForm.ts';
import { questionTitle } from './questionText.ts';

/** What a list shows of a text, at least. */
const LINE_CHARS_MAX = 70;

/** @param task that asks, if it is known. */
export async function askAnswer(
  confirmation: Confirmation,
  task: TaskSummary | undefined,
): Promise<ConfirmationAnswer | undefined> {
  switch (confirmation.kind) {
    case 'permission':
    case 'plan':
    case 'account':
      return askDecision(confirmation, task);
    case 'form':
      return confirmation.fields?.length ? askForm(confirmation, task) : askDecision(confirmation, task);
    case 'question':
      return askQuestions(confirmation, task);
    case 'prompt':
      return askText(confirmation, task);
  }
}

async function askText(
  confirmation: Confirmation,
  task: TaskSummary | undefined,
): Promise<ConfirmationAnswer | undefined> {
  const { detail, options, secret } = confirmation;
  const title = questionTitle(confirmation, task);
  const settings = { title, placeHolder: lineText(detail), ignoreFocusOut: true };
  if (options?.length) {
    if (!(await isRead(title, [detail]))) return undefined;
    const picked = await vscode.window.showQuickPick(options.map(optionPick), settings);
    return picked && { decision: 'allow', text: picked.answer };
  }
  const text = await vscode.window.showInputBox({
    ...settings,
    prompt: promptText(detail),
    value: confirmation.default ?? '',
    password: secret ?? false,
  });
  return text === undefined ? undefined : { decision: 'allow', text };
}

async function askQuestions(
  confirmation: Confirmation,
  task: TaskSummary | undefined,
): Promise<ConfirmationAnswer | undefined> {
  const answers: Record<string, string | string[]> = {};
  for (const question of confirmation.questions ?? []) {
    const answer = await askQuestion(questionTitle(confirmation, task), question);
    if (answer === undefined) return undefined;
    answers[question.question] = answer;
  }
  return { decision: 'allow', answers };
}

async function askQuestion(
  title: string,
  { question, options, multiple, free_text }: ConfirmationQuestion,
): Promise<string | string[] | undefined> {
  if (options.length === 0) return askOwnWords(title, question);
  const texts = options.map(({ label, description }) => (description ? `${label}: ${description}` : label));
  if (!(await isRead(title, [question, ...texts]))) return undefined;
  const settings = { title, placeHolder: lineText(question), ignoreFocusOut: true };
  const items = options.map(({ label, description }) => ({
    ...optionPick(label),
    detail: pickText(description ?? ''),
  }));
  const other = { label: t('Something else…'), detail: '', answer: undefined };
  const shown = free_text ? [...items, other] : items;
  if (!multiple) {
    const picked = await vscode.window.showQuickPick(shown, settings);
    return picked === other ? askOwnWords(title, question) : picked?.answer;
  }
  const picked = await vscode.window.showQuickPick(shown, { ...settings, canPickMany: true });
  const labels = picked?.flatMap(({ answer }) => answer ?? []);
  if (!labels || !picked?.includes(other)) return labels;
  const text = await askOwnWords(title, question);
  return text === undefined ? undefined : [...labels, text];
}

/** An empty text is no answer to a question: the server would refuse it together with the answers before. */
function askOwnWords(title: string, question: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt: promptText(question),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? t('Write an answer.') : undefined),
  });
}

/**
 * A list to pick from cuts off what is longer than a line: it is read whole before.
 * @returns false when the person went away from it.
 */
async function isRead(title: string, texts: readonly string[]): Promise<boolean> {
  if (texts.every((text) => text.length <= LINE_CHARS_MAX && !text.includes('\n'))) return true;
  const answer = t('Answer…');
  return (await askFirst(title, { detail: texts.join('\n\n'), buttons: [answer] })) === answer;
}

/** What is sent back is kept as it is beside what is shown. */
function optionPick(option: string): vscode.QuickPickItem & { answer: string } {
  return { label: pickText(option), answer: option };
}
