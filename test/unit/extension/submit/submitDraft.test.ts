import { expect, test, vi } from 'vitest';
import { ProblemError, ServerAwayError } from '../../../../extension/api/apiError.ts';
import type { RestClient } from '../../../../extension/api/restClient.ts';
import type { Services } from '../../../../extension/services.ts';
import { submitDraft } from '../../../../extension/submit/submitDraft.ts';
import type { TaskDraft } from '../../../../extension/submit/taskDraft.ts';
import { problem } from '../../../support/fakeServer.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

const withProgress = vi.hoisted(() => vi.fn(async (_options: object, work: () => unknown) => work()));
vi.mock('vscode', () => ({
  window: { withProgress, showInformationMessage: async () => undefined },
  ProgressLocation: { Window: 10 },
}));
// Else it brings in what needs a whole editor.
vi.mock('../../../../extension/services.ts', () => ({
  signedIn: ({ session }: { session: { client: RestClient } }) => session.client,
}));

/** Answers in turn, and notes what it was sent and what was kept by then. */
function editor(answers: (Error | undefined)[]) {
  const sent: TaskDraft[] = [];
  const kept: string[] = [];
  const client = {
    access: { url: 'http://one.example', token: 'swy_any' },
    async submitTask(draft: TaskDraft) {
      kept.push('asked');
      const error = answers[sent.push(draft) - 1];
      if (error) throw error;
      return taskSummary({ name: draft.name });
    },
  };
  const recent = {
    begin: async ({ name }: TaskDraft) => void kept.push(`begun: ${name}`),
    add: async ({ name }: TaskDraft) => void kept.push(`submitted: ${name}`),
  };
  const session = { client, store: { apply: () => {} } };
  const services = { session, recent, search: { learnMe: () => {} } } as unknown as Services;
  return { services, sent, kept, keys: () => sent.map(({ idempotency_key }) => idempotency_key) };
}
const draft = (name: string): TaskDraft => ({ kind: 'command', name, project_id: 'default', command: 'ls' });
const away = new ServerAwayError('http://one.example', new Error('gone'));

test('what fails is kept before it is asked for, and the person sees that it is on its way', async () => {
  const { services, kept } = editor([away]);
  await expect(submitDraft(services, draft('a'))).rejects.toThrow('No Switchyard server answers');
  expect(kept).toEqual(['begun: a', 'asked']);
  expect(withProgress.mock.lastCall?.[0]).toEqual({ location: 10, title: 'Submitting a' });
});

test('trying again after a lost answer asks for the same task; a later submit is another one', async () => {
  const { services, keys, kept } = editor([away, undefined, undefined]);
  await expect(submitDraft(services, draft('b'))).rejects.toThrow();
  const { name, ...others } = draft('b');
  await submitDraft(services, { ...others, name });
  await submitDraft(services, draft('b'));
  const [first, again, later] = keys();
  expect(first).toMatch(/./);
  expect(again).toBe(first);
  expect(later).not.toBe(first);
  expect(kept.at(-1)).toBe('submitted: b');
});

test('what was refused, or changed, is another task', async () => {
  const refused = new ProblemError(problem(422, 'task.invalid', 'No.'));
  const { services, keys } = editor([refused, away, undefined]);
  await expect(submitDraft(services, draft('c'))).rejects.toThrow('No.');
  await expect(submitDraft(services, draft('c'))).rejects.toThrow();
  await submitDraft(services, { ...draft('c'), priority: 9 });
  expect(new Set(keys()).size).toBe(3);
});
