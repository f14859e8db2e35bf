import * as vscode from 'vscode';
import { z } from 'zod';
import { t } from '#shared/l10n.ts';
import { closeTabs } from '../closeTabs.ts';
import { giveAnswer } from '../confirmations/giveAnswer.ts';
import { confirmationIdOf, INPUT_SCHEME } from '../confirmations/questionUri.ts';
import type { Services } from '../services.ts';

/** Allows what is asked for with the input of the document in front. */
export async function allowChanged(services: Services): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const id = document?.uri.scheme === INPUT_SCHEME ? confirmationIdOf(document.uri) : undefined;
  if (!document || id === undefined) throw new Error(t('Open the input of a question first.'));
  const updated_input = inputOf(document.getText());
  await giveAnswer(services, [{ id }], { decision: 'allow', updated_input });
  await closeTabs(document);
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
