import { beforeEach, expect, test, vi } from 'vitest';
import { askAnswer } from '../../../../extension/confirmations/askAnswer.ts';
import type { Confirmation } from '../../../../shared/confirmation.ts';
import { confirmation } from '../../../support/confirmation.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

type Item = { title: string };
const editor = vi.hoisted(() => ({
  /** Enter presses the first button. */
  showWarningMessage: vi.fn(
    async (_message: string, _options: { detail: string }, ...items: Item[]): Promise<Item | undefined> =>
      items[0],
  ),
  showInputBox: vi.fn(async (_settings: unknown): Promise<string | undefined> => 'no'),
  showQuickPick: vi.fn(async (items: object[], _settings: object): Promise<object | undefined> => items[0]),
}));
vi.mock('vscode', () => ({ window: editor }));
beforeEach(() => {
  for (const each of Object.values(editor)) each.mockClear();
});

const task = taskSummary({ id: 't1', name: 'tidy up' });
const ask = (fields: Partial<Confirmation>) => askAnswer(confirmation(fields), task);
const shown = () => {
  const [message, options, ...items] = editor.showWarningMessage.mock.calls.at(-1) ?? [];
  return { message, detail: options?.detail ?? '', buttons: items.map(({ title }) => title) };
};
const press = (title: string) => editor.showWarningMessage.mockResolvedValueOnce({ title });

test('Enter denies what must not be allowed by a slip, and it can’t be allowed for good', async () => {
  const fields = { default_to_no: true, title: 'Bash: rm -rf /srv', detail: 'rm -rf /srv\nrm -rf /home' };
  expect(await ask(fields)).toEqual({ decision: 'deny', reason: 'no' });
  expect(shown()).toMatchObject({ message: 'Bash: rm -rf /srv', buttons: ['Deny', 'Allow'] });
  expect(shown().detail).toContain('rm -rf /srv\nrm -rf /home');
  expect(shown().detail).toContain('This wants a thought before it is allowed.');
  press('Allow');
  expect(await ask(fields)).toEqual({ decision: 'allow' });
  await ask({ default_to_no: false });
  expect(shown().buttons).toEqual(['Allow', 'Allow for This Task', 'Deny']);
});

test('the exact text comes first, then what the model says of it as its own words, then who asks', async () => {
  const agent = { id: 'a1', name: 'Explore' };
  const description = 'Harmless.\nTask: a test';
  await ask({ title: 'Bash: make', detail: 'make', description, agent });
  expect(shown().detail.split('\n\n')).toEqual([
    'make',
    'In the model’s own words, which nobody has checked: Harmless. Task: a test',
    'Task: tidy up\nAsked by its subagent: Explore\nFolder: /srv/railway\nUser: admin',
  ]);
});

test('a used-up account is tried again or given up, and nobody is asked why', async () => {
  const fields = { kind: 'account', title: 'The credit is used up', detail: 'Buy more.' } as const;
  expect(await ask(fields)).toEqual({ decision: 'allow' });
  expect(shown().buttons).toEqual(['Try Again', 'Give Up']);
  press('Give Up');
  expect(await ask(fields)).toEqual({ decision: 'deny' });
  editor.showWarningMessage.mockResolvedValueOnce(undefined);
  expect(await ask(fields)).toBeUndefined();
  expect(editor.showInputBox).not.toHaveBeenCalled();
});

const form = {
  kind: 'form',
  title: 'tracker: a new ticket',
  detail: 'Which ticket is it?',
  fields: [
    { name: 'number', title: 'Ticket', type: 'number', required: true },
    { name: 'note', title: 'Note', type: 'string', required: false },
    { name: 'urgent', title: 'Urgent?', type: 'boolean', required: true },
    { name: 'team', title: 'Team', type: 'enum', options: ['$(web)', 'core'], required: false },
  ],
} as const satisfies Partial<Confirmation>;
const filled = (fields = form) => ask({ ...fields, fields: [...fields.fields] as Confirmation['fields'] });

test('a form is filled in field by field, each with the values that its field takes', async () => {
  editor.showInputBox.mockResolvedValueOnce('41').mockResolvedValueOnce('');
  editor.showQuickPick.mockImplementationOnce(async (items) => items[1]);
  expect(await filled()).toEqual({
    decision: 'allow',
    values: { number: 41, urgent: false, team: '$(web)' },
  });
  expect(shown()).toMatchObject({ message: 'tracker: a new ticket', buttons: ['Fill In…', 'Deny'] });
  expect(shown().detail).toContain(
    'Which ticket is it?\n\n• Ticket (a number)\n• Note (a text, may be left out)',
  );
  const [number] = editor.showInputBox.mock.calls.map(([settings]) => settings as never) as {
    title: string;
    validateInput(typed: string): string | undefined;
  }[];
  expect(number?.title).toBe('tidy up: tracker: a new ticket (1 of 4)');
  expect(['', 'many', '4e1'].map((typed) => number?.validateInput(typed))).toEqual([
    'It has to be filled in.',
    'Write a number.',
    undefined,
  ]);
  const teams = editor.showQuickPick.mock.calls[1]?.[0] as { label: string }[];
  expect(teams.map(({ label }) => label)).toEqual([String.raw`\$(web)`, 'core', 'Leave it out']);
});

test('who leaves a form sends nothing of it; it can be denied with a reason', async () => {
  editor.showInputBox.mockResolvedValueOnce('41').mockResolvedValueOnce(undefined);
  expect(await filled()).toBeUndefined();
  press('Deny');
  expect(await filled()).toEqual({ decision: 'deny', reason: 'no' });
  press('Allow');
  expect(await ask({ ...form, fields: [] })).toEqual({ decision: 'allow' });
});
