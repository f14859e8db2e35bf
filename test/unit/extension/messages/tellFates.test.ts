import { beforeEach, expect, test, vi } from 'vitest';
import type { MessageFate } from '../../../../extension/messages/sentMessages.ts';
import { FateTeller, shownMessage } from '../../../../extension/messages/tellFates.ts';
import { eventually } from '../../../support/eventually.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

const { inform, warn, executeCommand } = vi.hoisted(() => ({
  inform: vi.fn(async (_message: string): Promise<string | undefined> => undefined),
  warn: vi.fn(async (_message: string, button: string): Promise<string | undefined> => button),
  executeCommand: vi.fn(),
}));
vi.mock('vscode', () => ({
  window: { showInformationMessage: inform, showWarningMessage: warn },
  commands: { executeCommand },
}));
beforeEach(() => {
  for (const each of [inform, warn, executeCommand]) each.mockClear();
});

const task = taskSummary({ id: 't1', name: 'mend the tests' });
const fate = (text: string, status: MessageFate['status']): MessageFate => ({ task, text, status });

test('messages that reach Claude together are told together', async () => {
  const teller = new FateTeller();
  for (const text of ['one', 'two', 'three']) teller.add(fate(text, 'delivered'));
  await eventually(() =>
    expect(inform.mock.calls).toEqual([['Claude has it, in “mend the tests”: 3 messages']]),
  );
  expect(warn).not.toHaveBeenCalled();
});

test('what never reached it goes on in a task that continues the conversation', async () => {
  const teller = new FateTeller();
  teller.add(fate('one', 'dropped'));
  teller.add(fate('two', 'dropped'));
  await eventually(() =>
    expect(executeCommand.mock.calls).toEqual([
      ['switchyard.continueTask', { kind: 'task', task }, 'one\n\ntwo'],
    ]),
  );
  expect(warn.mock.calls[0]?.[0]).toBe('“mend the tests” ended before Claude saw this: 2 messages');
});

test('a long message is told by its beginning, on one line', () => {
  expect(shownMessage('Look\n  again.')).toBe('Look again.');
  expect(shownMessage('x'.repeat(100))).toBe(`${'x'.repeat(79)}…`);
});
