import * as vscode from 'vscode';
import type { Confirmation, ConfirmationAnswer } from '#shared/confirmation.ts';
import { ProblemError } from '../api/apiError.ts';
import { type Services, signedIn } from '../services.ts';
import { shownText } from '../views/shownText.ts';

/** Asks for the answer to a question and gives it. A question that isn't open any more is harmless. */
export async function answerConfirmation(services: Services, node?: unknown): Promise<void> {
  const client = signedIn(services);
  const confirmation = await chooseConfirmation(services, node);
  if (!confirmation) return;
  const { store } = services.session;
  if (!store.confirmations.some(({ id }) => id === confirmation.id)) return sayAnswered();
  const answer = await askAnswer(confirmation);
  if (!answer) return;
  try {
    await client.answerConfirmation(confirmation.id, answer);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'confirmation.already_answered')
      throw error;
    sayAnswered(error.problem.answered_by);
  }
  store.setConfirmations(store.confirmations.filter(({ id }) => id !== confirmation.id));
}

function sayAnswered(by?: unknown): void {
  const who = typeof by === 'string' ? ` by ${by}` : '';
  void vscode.window.showInformationMessage(`This question was answered already${who}.`);
}

async function chooseConfirmation(services: Services, node: unknown): Promise<Confirmation | undefined> {
  const given = node as { kind?: unknown; confirmation?: Confirmation } | undefined;
  if (given?.kind === 'confirmation') return given.confirmation;
  const { store } = services.session;
  if (store.confirmations.length === 0) throw new Error('No question waits for an answer.');
  const picks = store.confirmations.map((confirmation) => ({
    label: shownText(confirmation.title),
    description: store.task(confirmation.task_id)?.name ?? '',
    confirmation,
  }));
  return (await vscode.window.showQuickPick(picks, { placeHolder: 'Answer which question?' }))?.confirmation;
}

async function askAnswer(confirmation: Confirmation): Promise<ConfirmationAnswer | undefined> {
  switch (confirmation.kind) {
    case 'permission':
    case 'plan':
      return askPermission(confirmation);
    case 'question':
      return askQuestions(confirmation);
    case 'prompt': {
      const text = await vscode.window.showInputBox({
        title: shownText(confirmation.title),
        prompt: shownText(confirmation.detail),
        value: confirmation.default ?? '',
        ignoreFocusOut: true,
      });
      return text === undefined ? undefined : { decision: 'allow', text };
    }
  }
}

async function askPermission(confirmation: Confirmation): Promise<ConfirmationAnswer | undefined> {
  const options = { modal: true, detail: shownText(confirmation.detail) };
  const title = shownText(confirmation.title);
  const choice = await vscode.window.showWarningMessage(title, options, 'Allow', 'Deny');
  if (choice === 'Allow') return { decision: 'allow' };
  if (choice !== 'Deny') return undefined;
  const reason = await vscode.window.showInputBox({
    title: 'Why not? (may be left empty)',
    ignoreFocusOut: true,
  });
  if (reason === undefined) return undefined;
  return reason.trim() === '' ? { decision: 'deny' } : { decision: 'deny', reason: reason.trim() };
}

async function askQuestions({ title, questions }: Confirmation): Promise<ConfirmationAnswer | undefined> {
  const answers: Record<string, string | string[]> = {};
  for (const { question, options, multiple } of questions ?? []) {
    const items = options.map(({ label, description }) => ({ label, description: description ?? '' }));
    const settings = { title: shownText(title), placeHolder: shownText(question), ignoreFocusOut: true };
    if (multiple) {
      const picked = await vscode.window.showQuickPick(items, { ...settings, canPickMany: true });
      if (!picked) return undefined;
      answers[question] = picked.map(({ label }) => label);
    } else {
      const picked = await vscode.window.showQuickPick(items, settings);
      if (!picked) return undefined;
      answers[question] = picked.label;
    }
  }
  return { decision: 'allow', answers };
}
