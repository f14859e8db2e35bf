import { askReason } from '../confirmations/askReason.ts';
import { chooseConfirmations } from '../confirmations/chooseConfirmations.ts';
import { giveAnswer } from '../confirmations/giveAnswer.ts';
import type { Services } from '../services.ts';

/** Denies what is asked for, with one reason for all rows that are selected. */
export async function denyConfirmation(services: Services, ...nodes: unknown[]): Promise<void> {
  const chosen = await chooseConfirmations(services, nodes);
  const answer = chosen.length > 0 ? await askReason() : undefined;
  if (answer) await giveAnswer(services, chosen, answer);
}
