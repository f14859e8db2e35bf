import { askReason } from '../confirmations/askReason.ts';
import { chooseConfirmations } from '../confirmations/chooseConfirmations.ts';
import { giveAnswer } from '../confirmations/giveAnswer.ts';
import type { Services } from '../services.ts';

/** Denies what is asked for, with one reason for all rows that are selected. */
export async function denyConfirmation(services: Services, ...nodes: unknown[]): Promise<void> {
  const chosen = await chooseConfirmations(services, nodes);
  if (chosen.length === 0) return;
  // Of these nobody is told why.
  const isAboutAccounts = chosen.every(({ kind }) => kind === 'account');
  const answer = isAboutAccounts ? ({ decision: 'deny' } as const) : await askReason();
  if (answer) await giveAnswer(services, chosen, answer);
}
