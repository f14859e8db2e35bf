import { setTimeout as delay } from 'node:timers/promises';
import type { AskedQuestion } from '../confirmations/askedQuestion.ts';
import type { Store } from '../store/store.ts';
import type { TaskRow } from '../store/task.entity.ts';
import { claimAccountQuestion, isOpen } from '../tasks/accountQuestions.ts';

/** How often it is looked whether the run that may ask does. */
const LOOK_MS = 200;

export interface AccountClaimDeps {
  store: Store;
  /** With MySQL away it waits, as long as the run is its worker's; then undefined. */
  patiently: <T>(work: () => Promise<T>) => Promise<T | undefined>;
}

/**
 * The question as it is to be asked: one about an account says which, and is asked by one run alone.
 * @returns the open question of another run that has asked the same; undefined if nobody asks any more.
 */
export async function inAccountsName(
  { store, patiently }: AccountClaimDeps,
  task: TaskRow,
  asked: AskedQuestion,
  over: AbortSignal,
): Promise<AskedQuestion | { waitsFor: string } | undefined> {
  const { request, id } = asked;
  if (request.kind !== 'account') return asked;
  while (!over.aborted) {
    const claim = await patiently(() => claimAccountQuestion(store, task, request.model ?? '', id));
    if (!claim) return undefined;
    if ('name' in claim)
      return { ...asked, request: { ...request, title: `${claim.name}: ${request.title}` } };
    if (await patiently(() => isOpen(store, claim.waitsFor))) return claim;
    // It is about to be opened, or its run is lost.
    await delay(LOOK_MS);
  }
  return undefined;
}
