import { beforeEach, expect, test, vi } from 'vitest';
import type { Services } from '../../../../extension/services.ts';
import { TaskStore } from '../../../../extension/state/taskStore.ts';
import type { Confirmation } from '../../../../shared/confirmation.ts';
import { confirmation } from '../../../support/confirmation.ts';

type Item = { title: string };
const show = vi.hoisted(() =>
  vi.fn(
    async (_message: string, _options?: unknown, ..._items: Item[]): Promise<Item | undefined> => undefined,
  ),
);
vi.mock('vscode', () => ({
  Uri: class {},
  window: { showWarningMessage: show, showInformationMessage: show },
}));
// Else it brings in what needs a whole editor.
vi.mock('../../../../extension/services.ts', () => ({
  signedIn: ({ session }: { session: { client: unknown } }) => session.client,
}));
const { allowConfirmation, allowForTask } = await import(
  '../../../../extension/commands/allowConfirmation.ts'
);
beforeEach(() => show.mockReset());

function asking(...confirmations: Confirmation[]) {
  const store = new TaskStore();
  store.setConfirmations(confirmations);
  const answerConfirmation = vi.fn(async (_id: string, _answer: unknown) => {});
  const services = { session: { store, client: { answerConfirmation } } } as unknown as Services;
  const rows = confirmations.map((each) => ({ kind: 'confirmation', confirmation: each }));
  return { services, rows, given: () => answerConfirmation.mock.calls };
}

const usual = confirmation({ id: 'usual' });
const careful = confirmation({ id: 'careful', title: 'Bash: rm -rf /srv', default_to_no: true });

test('a click alone doesn’t allow what wants a thought: it is shown first, in full', async () => {
  const { services, rows, given } = asking(careful);
  await allowConfirmation(services, rows[0]);
  await allowForTask(services, rows[0]);
  expect(show.mock.calls.map(([message]) => message)).toEqual(['Bash: rm -rf /srv', 'Bash: rm -rf /srv']);
  expect(given()).toEqual([]);
  show.mockResolvedValueOnce({ title: 'Allow' });
  await allowForTask(services, rows[0]);
  expect(given()).toEqual([['careful', { decision: 'allow' }]]);
});

test('it is left out where several are allowed together, and that is told', async () => {
  const { services, rows, given } = asking(usual, careful);
  await allowConfirmation(services, rows[0], rows);
  expect(given()).toEqual([['usual', { decision: 'allow' }]]);
  expect(show.mock.calls.map(([message]) => message)).toEqual([
    'Not allowed together with others, since each has to be thought about: Bash: rm -rf /srv',
  ]);
});

test('what needs no thought is allowed with one click', async () => {
  const { services, rows, given } = asking(usual);
  await allowForTask(services, rows[0]);
  expect(given()).toEqual([['usual', { decision: 'allow', scope: 'task' }]]);
  expect(show).not.toHaveBeenCalled();
});
