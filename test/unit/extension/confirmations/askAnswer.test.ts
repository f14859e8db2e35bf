import { beforeEach, expect, test, vi } from 'vitest';
import { askAnswer } from '../../../../extension/confirmations/askAnswer.ts';
import type { Confirmation, ConfirmationQuestion } from '../../../../shared/confirmation.ts';
import { confirmation } from '../../../support/confirmation.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

type Shown = { label: string; detail?: string };
interface Settings {
  title: string;
  prompt?: string;
  validateInput?: (text: string) => string | undefined;
}

const editor = vi.hoisted(() => ({
  showQuickPick: vi.fn(async (items: Shown[], _settings: Settings): Promise<unknown> => items[0]),
  showInputBox: vi.fn(async (_settings: Settings): Promise<string | undefined> => 'own words'),
  showWarningMessage: vi.fn(
    async (_message: string, _options: { detail: string }, ...items: { title: string }[]) =>
      items[0] as { title: string } | undefined,
  ),
}));
vi.mock('vscode', () => ({ window: editor }));
beforeEach(() => {
  for (const each of Object.values(editor)) each.mockClear();
});

const task = taskSummary({ id: 't1', name: 'install' });
const asks = (fields: Partial<Confirmation>) => confirmation({ kind: 'prompt', detail: '', ...fields });
const question = (...questions: ConfirmationQuestion[]) =>
  asks({ kind: 'question', title: 'Port', questions });

test('whoever answers a program or an agent is told which task asks', async () => {
  await askAnswer(asks({ title: 'Continue?', options: ['y', 'n'] }), task);
  await askAnswer(asks({ title: 'Password:', secret: true }), task);
  await askAnswer(question({ question: 'Which?', options: [{ label: '80' }] }), task);
  await askAnswer(question({ question: 'Which?', options: [] }), undefined);
  expect(editor.showQuickPick.mock.calls.map(([, { title }]) => title)).toEqual([
    'install: Continue?',
    'install: Port',
  ]);
  expect(editor.showInputBox.mock.calls.map(([{ title }]) => title)).toEqual(['install: Password:', 'Port']);
  expect(editor.showWarningMessage).not.toHaveBeenCalled();
});

test('what is picked is sent back as it is, however it is shown', async () => {
  const answer = await askAnswer(asks({ options: ['$(HOME)'] }), task);
  expect(editor.showQuickPick.mock.calls[0]?.[0]).toMatchObject([{ label: String.raw`\$(HOME)` }]);
  expect(answer).toEqual({ decision: 'allow', text: '$(HOME)' });
});

test('what a list would cut off is read whole first, with all that may be chosen', async () => {
  const long = `Which port? ${'It matters. '.repeat(20)}`;
  const asked = question({ question: long, options: [{ label: '80', description: 'for all' }] });
  expect(await askAnswer(asked, task)).toEqual({ decision: 'allow', answers: { [long]: '80' } });
  const [message, { detail }] = editor.showWarningMessage.mock.calls[0] ?? ['', { detail: '' }];
  expect(message).toBe('install: Port');
  expect(detail).toBe(`${long}\n\n80: for all`);
  editor.showWarningMessage.mockResolvedValueOnce(undefined);
  editor.showQuickPick.mockClear();
  expect(await askAnswer(asked, task)).toBeUndefined();
  expect(editor.showQuickPick).not.toHaveBeenCalled();
});

test('an answer to a question in own words can’t be empty; one to a program can', async () => {
  await askAnswer(question({ question: 'Which?', options: [] }), task);
  await askAnswer(asks({ title: 'Press enter' }), task);
  const [own, program] = editor.showInputBox.mock.calls.map(([settings]) => settings);
  expect(own?.validateInput?.('  ')).toBe('Write an answer.');
  expect(own?.validateInput?.('80')).toBeUndefined();
  expect(program?.validateInput).toBeUndefined();
});
