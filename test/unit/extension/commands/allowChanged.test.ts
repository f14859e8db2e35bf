import { expect, onTestFinished, test, vi } from 'vitest';
import { confirmation } from '../../../support/confirmation.ts';
import * as fake from '../../../support/fakeVscode.ts';

vi.mock('vscode', () => import('../../../support/fakeVscode.ts'));
const { allowChanged } = await import('../../../../extension/commands/allowChanged.ts');

function open(scheme: string, path: string) {
  const document = {
    uri: fake.Uri.from({ scheme, path }),
    isDirty: true,
    getText: () => '{"command":"true"}',
    save: vi.fn(async () => true),
  };
  return { document, tab: { input: new fake.TabInputText(document.uri) } };
}

test('what wants a thought is asked about with the input as it was changed', async () => {
  const input = open('switchyard-input', '/c1/Bash.json');
  fake.window.activeTextEditor = { document: input.document };
  onTestFinished(() => {
    fake.window.activeTextEditor = undefined;
  });
  const answerConfirmation = vi.fn(async () => {});
  const store = {
    isClosed: () => false,
    closeConfirmation: vi.fn(),
    confirmations: [confirmation({ default_to_no: true })],
    task: () => undefined,
  };
  const allow = () => allowChanged({ session: { client: { answerConfirmation }, store } } as never);
  await allow();
  expect(fake.window.showWarningMessage.mock.calls[0]?.[1].detail).toContain('{"command":"true"}');
  expect(answerConfirmation).not.toHaveBeenCalled();
  fake.window.showWarningMessage.mockResolvedValueOnce({ title: 'Allow' });
  await allow();
  const answer = { decision: 'allow', updated_input: { command: 'true' } };
  expect(answerConfirmation).toHaveBeenCalledWith('c1', answer);
});

test('closes the input that was allowed, not the tab that came to the front meanwhile', async () => {
  const input = open('switchyard-input', '/c1/Bash.json');
  const other = open('file', '/srv/notes.txt');
  fake.window.activeTextEditor = { document: input.document };
  fake.window.tabGroups.all = [{ tabs: [other.tab, { input: undefined }] }, { tabs: [input.tab] }];
  onTestFinished(() => {
    fake.window.activeTextEditor = undefined;
    fake.window.tabGroups.all = [];
  });
  const answerConfirmation = vi.fn(async () => {
    fake.window.activeTextEditor = { document: other.document };
  });
  const store = { isClosed: () => false, closeConfirmation: vi.fn(), confirmations: [confirmation()] };
  await allowChanged({ session: { client: { answerConfirmation }, store } } as never);

  const answer = { decision: 'allow', updated_input: { command: 'true' } };
  expect(answerConfirmation).toHaveBeenCalledWith('c1', answer);
  expect(input.document.save).toHaveBeenCalled();
  expect(other.document.save).not.toHaveBeenCalled();
  expect(fake.window.tabGroups.close.mock.calls).toEqual([[[input.tab]]]);
});
