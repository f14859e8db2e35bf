import { expect, test } from 'vitest';
import { ProblemError } from '../../../../extension/api/apiError.ts';
import { problem } from '../../../support/fakeServer.ts';

const refused = (reason?: string) =>
  new ProblemError(problem(422, 'task.cannot_continue', 'Task 1 can’t be continued.', { reason })).message;

test.each([
  ['no_session', 'This task has no conversation to continue: it ended before one began.'],
  ['session_gone', 'Its conversation is gone: the worker’s machine doesn’t have it any more.'],
  ['live', 'It is still running: send it a message instead.'],
  ['not_claude', 'It isn’t a Claude task, so there is no conversation to continue.'],
])('why a conversation can’t be continued is told in words: %s', (reason, words) => {
  expect(refused(reason)).toBe(words);
});

test('a reason of a newer server is told as the server tells it', () => {
  expect(refused('on_the_moon')).toBe('Task 1 can’t be continued.');
  expect(refused()).toBe('Task 1 can’t be continued.');
});
