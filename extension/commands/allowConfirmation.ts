import { isYesOrNo } from '../confirmations/askTogether.ts';
import { chooseConfirmations } from '../confirmations/chooseConfirmations.ts';
import { giveAnswer } from '../confirmations/giveAnswer.ts';
import type { Services } from '../services.ts';

/** Allows what is asked for, once: of all rows that are selected. */
export async function allowConfirmation(services: Services, ...nodes: unknown[]): Promise<void> {
  await giveAnswer(services, await chooseConfirmations(services, nodes, isYesOrNo), { decision: 'allow' });
}

/** Allows it now, and whenever the same task asks for the same again. */
export async function allowForTask(services: Services, ...nodes: unknown[]): Promise<void> {
  const chosen = await chooseConfirmations(services, nodes, ({ kind }) => kind === 'permission');
  await giveAnswer(services, chosen, { decision: 'allow', scope: 'task' });
}
