import type { Confirmation, ConfirmationAnswer } from '#shared/confirmation.ts';
import { ProblemError } from '../api/apiError.ts';
import { notify } from '../notify.ts';
import { type Services, signedIn } from '../services.ts';
import { closedInWords, noLonger, outOfTime, whoWasFirst } from './closedQuestion.ts';

/** Questions whose answer is on its way. */
const underWay = new Set<string>();

/**
 * Gives the same answer to several questions. One that is closed by now is harmless: that is told, and the others go on.
 * @throws what was wrong with the first one that couldn't be answered, after all have been tried.
 */
export async function giveAnswer(
  services: Services,
  confirmations: readonly Pick<Confirmation, 'id'>[],
  answer: ConfirmationAnswer,
): Promise<void> {
  const client = signedIn(services);
  const { store } = services.session;
  // A double click must not be told that somebody else was first.
  const ids = confirmations.map(({ id }) => id).filter((id) => !underWay.has(id) && !store.isClosed(id));
  for (const id of ids) underWay.add(id);
  const closed = new Set<string>();
  const failures: unknown[] = [];
  for (const id of ids) {
    try {
      await client.answerConfirmation(id, answer);
      store.closeConfirmation(id);
    } catch (error) {
      const words = closedByError(error);
      if (words === undefined) failures.push(error);
      else {
        closed.add(words);
        store.closeConfirmation(id);
      }
    } finally {
      underWay.delete(id);
    }
  }
  for (const words of closed) void notify('Information', words);
  if (failures.length > 0) throw failures[0];
}

/** Says who was first, or that nobody was: it is withdrawn when its run ends. Nothing where it was closed from here. */
export async function sayClosed(services: Services, id: string): Promise<void> {
  if (underWay.has(id) || services.session.store.isClosed(id)) return;
  void notify('Information', closedInWords(await signedIn(services).readConfirmation(id)));
}

/** What became of a question that could not be answered any more; undefined for an error of another kind. */
function closedByError(error: unknown): string | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  const { code, answered_by, decision } = error.problem;
  switch (code) {
    case 'confirmation.already_answered':
      return whoWasFirst(answered_by, decision);
    case 'confirmation.expired':
      return outOfTime();
    case 'confirmation.withdrawn':
      return noLonger();
    default:
      return undefined;
  }
}
