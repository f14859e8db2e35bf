import * as vscode from 'vscode';
import { z } from 'zod';
import type { ConfirmationAnswer } from '#shared/confirmation.ts';
import { t } from '#shared/l10n.ts';
import { closeTabs } from '../closeTabs.ts';
import { askDecision } from '../confirmations/askDecision.ts';
import { giveAnswer } from '../confirmations/giveAnswer.ts';
import { confirmationIdOf, INPUT_SCHEME } from '../confirmations/questionUri.ts';
import { type Services, signedIn } from '../services.ts';

/** Allows what is asked for with the input of the document in front. */
export async function allowChanged(services: Services): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const id = document?.uri.scheme === INPUT_SCHEME ? confirmationIdOf(document.uri) : undefined;
  if (!document || id === undefined) throw new Error(t('Open the input of a question first.'));
  const text = document.getText();
  const updated_input = inputOf(text);
  const given = await decisionOn(services, id, text);
  if (!given) return;
  const answer = given.decision === 'allow' ? { ...given, updated_input } : given;
  await giveAnswer(services, [{ id }], answer);
  await closeTabs(document);
}

/** What a slip must not allow is asked about once more, with the input as it is now. */
async function decisionOn(
  services: Services,
  id: string,
  detail: string,
): Promise<ConfirmationAnswer | undefined> {
  const { store } = services.session;
  const open = store.confirmations.find((each) => each.id === id);
  const confirmation = open ?? (await signedIn(services).readConfirmation(id));
  if (!confirmation.default_to_no) return { decision: 'allow' };
  return askDecision({ ...confirmation, detail }, store.task(confirmation.task_id));
}

function inputOf(text: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(t('The input isn’t JSON: {0}', (error as Error).message));
  }
  const parsed = z.record(z.string(), z.unknown()).safeParse(json);
  if (!parsed.success) throw new Error(t('The input must be a JSON object.'));
  return parsed.data;
}
