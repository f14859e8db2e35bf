import { t } from '#shared/l10n.ts';
import type { RestClient } from '../api/restClient.ts';

/** How the server shows what is secret. */
const HIDDEN = '***';

/**
 * The input of the tool that asks, as the text that a person changes.
 * @throws Error in plain words where it can't be changed, or no longer.
 */
export async function readInput(client: RestClient, id: string): Promise<{ tool: string; text: string }> {
  const { tool, input, status } = await client.readConfirmation(id);
  if (status !== 'pending') throw new Error(t('This question waits no longer for an answer.'));
  if (!input) throw new Error(t('It has no input that could be changed.'));
  const text = `${JSON.stringify(input, null, 2)}\n`;
  if (text.includes(HIDDEN)) {
    throw new Error(t('A part of its input is hidden: it can be allowed as it is, or denied.'));
  }
  return { tool, text };
}
