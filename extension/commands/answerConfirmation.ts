import { askAnswer } from '../confirmations/askAnswer.ts';
import { chooseConfirmations } from '../confirmations/chooseConfirmations.ts';
import { giveAnswer } from '../confirmations/giveAnswer.ts';
import type { Services } from '../services.ts';

/** Asks for the answer to each question that is chosen, one after the other, and gives it. */
export async function answerConfirmation(services: Services, ...nodes: unknown[]): Promise<void> {
  for (const confirmation of await chooseConfirmations(services, nodes)) {
    const answer = await askAnswer(confirmation);
    if (!answer) return;
    await giveAnswer(services, [confirmation], answer);
  }
}
