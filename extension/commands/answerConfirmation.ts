import type { Confirmation } from '#shared/confirmation.ts';
import { t } from '#shared/l10n.ts';
import { askAnswer } from '../confirmations/askAnswer.ts';
import { askedTogether, askTogether } from '../confirmations/askTogether.ts';
import { chooseConfirmations } from '../confirmations/chooseConfirmations.ts';
import { giveAnswer } from '../confirmations/giveAnswer.ts';
import { type Services, signedIn } from '../services.ts';
import { mostUrgentFirst } from '../state/mostUrgentFirst.ts';

/** Asks for the answer to the questions that are chosen, and gives it. */
export async function answerConfirmation(services: Services, ...nodes: unknown[]): Promise<void> {
  await askAndGive(services, await chooseConfirmations(services, nodes));
}

/** The same for all that are selected in “Needs You”, which VS Code doesn't tell a key. */
export async function answerAllSelected(services: Services): Promise<void> {
  const nodes = services.selected.needsYou();
  await answerConfirmation(services, ...(nodes.length > 0 ? [nodes[0], nodes] : []));
}

/** Asks for the answer to the question with the nearest deadline. It is shown first: it may be another by now. */
export async function answerNext(services: Services): Promise<void> {
  signedIn(services);
  const [first] = mostUrgentFirst(services.session.store.confirmations);
  if (!first) throw new Error(t('No question waits for an answer.'));
  await askAndGive(services, [first]);
}

/** Each answer is given to the questions that the person saw, whatever has come or gone in the tree meanwhile. */
async function askAndGive(services: Services, chosen: readonly Confirmation[]): Promise<void> {
  for (const group of askedTogether(chosen)) {
    const [only, ...others] = group;
    if (!only) continue;
    const { store } = services.session;
    const answer =
      others.length === 0 ? await askAnswer(only, store.task(only.task_id)) : await askTogether(group, store);
    if (!answer) return;
    await giveAnswer(services, group, answer);
  }
}
