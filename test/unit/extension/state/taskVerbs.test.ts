import { expect, test } from 'vitest';
import { can, type TaskVerb } from '../../../../extension/state/taskVerbs.ts';
import type { TaskSummary } from '../../../../shared/task.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

const session_id = '019b76da-a800-4000-8000-0000000000aa';
const offered = (verb: TaskVerb, fields: Partial<TaskSummary>) => can(verb, taskSummary(fields));

test('only a Claude task that is at work can be spoken to', () => {
  expect(offered('message', { kind: 'claude', status: 'running' })).toBe(true);
  expect(offered('message', { kind: 'claude', status: 'waiting_confirmation' })).toBe(true);
  expect(offered('message', { kind: 'claude', status: 'pending' })).toBe(false);
  expect(offered('message', { kind: 'command', status: 'running' })).toBe(false);
  const ending = { kind: 'claude', status: 'running', cancel_requested_at: 'now' } as const;
  expect(offered('message', ending)).toBe(false);
});

test('only a finished conversation can be continued', () => {
  expect(offered('continue', { kind: 'claude', status: 'failure', session_id })).toBe(true);
  expect(offered('continue', { kind: 'claude', status: 'failure' })).toBe(false);
  expect(offered('continue', { kind: 'claude', status: 'running', session_id })).toBe(false);
  expect(offered('continue', { kind: 'command', status: 'success' })).toBe(false);
});

test('what waits can be renamed; the prompt changes only before the conversation begins', () => {
  expect(offered('rename', { status: 'retry' })).toBe(true);
  expect(offered('rename', { status: 'running' })).toBe(false);
  expect(offered('prompt', { kind: 'claude', status: 'received' })).toBe(true);
  expect(offered('prompt', { kind: 'claude', status: 'retry', session_id })).toBe(false);
  expect(offered('prompt', { kind: 'command', status: 'pending' })).toBe(false);
});
