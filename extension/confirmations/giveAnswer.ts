import type { Confirmation, ConfirmationAnswer } from '#shared/confirmation.ts';
import { t } from '#shared/l10n.ts';
import { ProblemError } from '../api/apiError.ts';
import { notify } from '../notify.ts';
import { type Services, signedIn } from '../services.ts';

/** Gives the same answer to several questions. One that was answered meanwhile is harmless: who was first is told. */
export async function giveAnswer(
  services: Services,
  confirmations: readonly Pick<Confirmation, 'id'>[],
  answer: ConfirmationAnswer,
): Promise<void> {
  const client = signedIn(services);
  const { store } = services.session;
  for (const { id } of confirmations) {
    try {
      await client.answerConfirmation(id, answer);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.code !== 'confirmation.already_answered')
        throw error;
      sayAnswered(error.problem.answered_by, error.problem.decision);
    }
    store.setConfirmations(store.confirmations.filter((each) => each.id !== id));
  }
}

/** Says who was first, or that nobody was: it is withdrawn when its run ends. */
export async function sayClosed(services: Services, id: string): Promise<void> {
  const { answered_by, decision } = await signedIn(services).readConfirmation(id);
  if (answered_by !== null) sayAnswered(answered_by, decision);
  else void notify('Information', t('This question waits no longer for an answer.'));
}

function sayAnswered(by: unknown, decision: unknown): void {
  void notify('Information', whoWasFirst(by, decision));
}

function whoWasFirst(by: unknown, decision: unknown): string {
  if (typeof by !== 'string') return t('This question was answered already.');
  if (decision === 'allow') return t('This question was answered already: {0} allowed it.', by);
  if (decision === 'deny') return t('This question was answered already: {0} denied it.', by);
  return t('This question was answered already by {0}.', by);
}
