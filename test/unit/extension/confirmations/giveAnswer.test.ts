import { beforeEach, expect, test, vi } from 'vitest';
import { ProblemError } from '../../../../extension/api/apiError.ts';
import { giveAnswer, sayClosed } from '../../../../extension/confirmations/giveAnswer.ts';
import type { Services } from '../../../../extension/services.ts';
import { TaskStore } from '../../../../extension/state/taskStore.ts';
import { confirmation } from '../../../support/confirmation.ts';
import { problem } from '../../../support/fakeServer.ts';

const show = vi.hoisted(() => vi.fn(async (_message: string, ..._more: unknown[]) => undefined));
vi.mock('vscode', () => ({ window: { showInformationMessage: show } }));
beforeEach(() => show.mockClear());

const told = () => show.mock.calls.map(([message]) => message);
const refused = (code: string, more: object = {}) => new ProblemError(problem(409, code, 'No.', more));

/** A server that fails to take the answer of some questions. */
function asking(ids: string[], wrong: Record<string, Error> = {}) {
  const store = new TaskStore();
  store.setConfirmations(ids.map((id) => confirmation({ id })));
  const answerConfirmation = vi.fn(async (id: string) => {
    if (wrong[id]) throw wrong[id];
  });
  const readConfirmation = async (id: string) => ({ ...confirmation({ id }), status: 'expired' });
  const client = { answerConfirmation, readConfirmation };
  const services = { session: { store, client } } as unknown as Services;
  const given = () => answerConfirmation.mock.calls.map(([id]) => id);
  return { services, store, given, all: () => [...store.confirmations] };
}

test('one that is closed by now leaves none of the others unanswered, and is told', async () => {
  const yard = asking(['withdrawn', 'expired', 'taken', 'open'], {
    withdrawn: refused('confirmation.withdrawn'),
    expired: refused('confirmation.expired'),
    taken: refused('confirmation.already_answered', { answered_by: 'ann', decision: 'deny' }),
  });
  await giveAnswer(yard.services, yard.all(), { decision: 'allow' });
  expect(yard.given()).toEqual(['withdrawn', 'expired', 'taken', 'open']);
  expect(yard.store.confirmations).toEqual([]);
  expect(told()).toEqual([
    'This question waits no longer for an answer.',
    'Nobody answered this question in time: it was denied.',
    'This question was answered already: ann denied it.',
  ]);
});

test('what could not be answered stays open, and fails after the others have been answered', async () => {
  const yard = asking(['forbidden', 'open'], { forbidden: refused('confirmation.denied_by_rule') });
  await expect(giveAnswer(yard.services, yard.all(), { decision: 'allow' })).rejects.toThrow('No.');
  expect(yard.given()).toEqual(['forbidden', 'open']);
  expect(yard.store.confirmations.map(({ id }) => id)).toEqual(['forbidden']);
});

test('a double click answers once and tells nothing', async () => {
  const yard = asking(['a', 'b']);
  const all = yard.all();
  const click = () => giveAnswer(yard.services, all, { decision: 'allow' });
  await Promise.all([click(), click()]);
  await click();
  await sayClosed(yard.services, 'a');
  expect(yard.given()).toEqual(['a', 'b']);
  expect(told()).toEqual([]);
});

test('one that ran out of time while nobody looked says so', async () => {
  const yard = asking([]);
  await sayClosed(yard.services, 'old');
  expect(told()).toEqual(['Nobody answered this question in time: it was denied.']);
});
