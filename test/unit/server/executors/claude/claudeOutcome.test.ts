import { expect, test } from 'vitest';
import {
  claudeFailure,
  isDeadSession,
  mayResume,
} from '../../../../../server/executors/claude/claudeOutcome.ts';
import { type CliResult, parseCliLine } from '../../../../../server/executors/claude/cliMessages.ts';
import { errorTypeOf } from '../../../../../shared/errorClasses.ts';

/** As the CLI prints it. */
function resultOf(fields: object): CliResult {
  const line = {
    type: 'result',
    subtype: 'success',
    is_error: true,
    num_turns: 1,
    session_id: 's',
    ...fields,
  };
  return parseCliLine(JSON.stringify(line)) as CliResult;
}

const apiError = (api_error_status: number | null, result: string) =>
  resultOf({ terminal_reason: 'api_error', api_error_status, result });

const end = (result: CliResult | undefined) => ({
  result,
  exitCode: 1,
  signal: null,
  limit: {},
});

test.each([
  [apiError(401, 'Failed to authenticate.'), 'AuthenticationError', 'non_retriable', true],
  [apiError(403, 'API Error: 403'), 'AuthenticationError', 'non_retriable', true],
  [apiError(null, 'Not logged in · Please run /login'), 'AuthenticationError', 'non_retriable', true],
  [apiError(400, 'API Error: 400'), 'ValidationError', 'non_retriable', false],
  [apiError(404, 'API Error: 404 model'), 'ValidationError', 'non_retriable', false],
  [apiError(408, 'API Error: 408'), 'TimeoutError', 'retriable', true],
  [apiError(429, 'API Error: Request rejected (429)'), 'RateLimitError', 'retriable', true],
  [apiError(500, 'API Error: 500'), 'ServiceUnavailable', 'retriable', true],
  [apiError(529, 'API Error: 529 overloaded'), 'ServiceUnavailable', 'retriable', true],
  [apiError(null, 'API Error: Connection error.'), 'ConnectionError', 'retriable', true],
  [apiError(null, 'Request timed out'), 'TimeoutError', 'retriable', true],
  [
    resultOf({ subtype: 'error_max_turns', errors: ['Reached maximum'] }),
    'ValidationError',
    'non_retriable',
    true,
  ],
  [resultOf({ subtype: 'error_max_budget_usd' }), 'ValidationError', 'non_retriable', true],
  [resultOf({ subtype: 'error_during_execution', errors: ['odd'] }), 'TemporaryFailure', 'retriable', true],
  [
    resultOf({ subtype: 'error_during_execution', num_turns: 0 }),
    'ConfigurationError',
    'non_retriable',
    false,
  ],
  [undefined, 'TemporaryFailure', 'retriable', true],
])('%j', (result, errorClass, errorType, resumes) => {
  const failure = claudeFailure(end(result));
  expect(failure).toMatchObject({ errorClass });
  expect(failure?.message).toBeTruthy();
  expect(failure?.advice).toBeTruthy();
  expect(errorTypeOf(errorClass)).toBe(errorType);
  expect(mayResume({ result })).toBe(resumes);
});

test('a finished turn is a success, whatever the exit code says', () => {
  expect(claudeFailure(end(resultOf({ is_error: false, result: 'fine' })))).toBeUndefined();
});

test.each([
  ['hook_stopped', 'PermissionError', 'non_retriable', true],
  ['stop_hook_prevented', 'PermissionError', 'non_retriable', true],
  ['tool_deferred', 'PermissionError', 'non_retriable', true],
  ['prompt_too_long', 'ValidationError', 'non_retriable', false],
  ['malformed_tool_use_exhausted', 'TemporaryFailure', 'retriable', false],
  ['aborted_tools', 'TemporaryFailure', 'retriable', true],
  ['sunspots', 'TemporaryFailure', 'retriable', true],
] as const)(
  'a turn that says success and ended for %s is a failure',
  (reason, errorClass, errorType, resumes) => {
    const result = resultOf({ is_error: false, result: '', terminal_reason: reason });
    const failure = claudeFailure(end(result));
    expect(failure).toMatchObject({ errorClass, message: `Claude ended with ${reason}` });
    expect(errorTypeOf(errorClass)).toBe(errorType);
    expect(mayResume({ result })).toBe(resumes);
  },
);

test('a call that is put off again in a resumed conversation, where the CLI gives no reason, is no success', () => {
  const deferred_tool_use = { id: 'toolu_1', name: 'Bash', input: { command: 'make' } };
  const result = resultOf({ is_error: false, result: '', stop_reason: 'tool_deferred', deferred_tool_use });
  expect(claudeFailure(end(result))).toMatchObject({ message: 'a hook put off the use of Bash' });
});

test('a prompt that a hook stopped is no success, though nothing else says so', () => {
  const result = resultOf({ is_error: false, num_turns: 0, result: 'Operation stopped by hook: enough' });
  expect(claudeFailure({ ...end(result), promptStopped: 'enough' })).toMatchObject({
    errorClass: 'PermissionError',
    message: 'Operation stopped by hook: enough',
  });
});

test('a CLI that refuses to start says why, and what to do comes with it', () => {
  // As 2.1.332 says it of a broken ~/.claude.json.
  const result = resultOf({
    subtype: 'error_during_execution',
    num_turns: 0,
    errors: ['Configuration error in /home/ann/.claude.json: JSON Parse error: Expected }'],
    startup_failure_reason: 'config_file_invalid',
  });
  expect(claudeFailure(end(result))).toMatchObject({
    errorClass: 'ConfigurationError',
    message: expect.stringContaining('/home/ann/.claude.json'),
    advice: expect.stringContaining('isn’t valid JSON'),
  });
});

test('a usage limit parks, with the others', () => {
  const failure = claudeFailure(end(apiError(429, "You've hit your session limit · resets 1:10am (UTC)")));
  expect(failure).toMatchObject({ errorClass: 'RateLimitError', park: { holds: { model: '' } } });
});

test('a conversation that the CLI doesn’t know', () => {
  const errors = ['No conversation found with session ID: x'];
  const result = resultOf({ subtype: 'error_during_execution', num_turns: 0, errors });
  expect(isDeadSession(result)).toBe(true);
  expect(claudeFailure(end(result))).toMatchObject({ errorClass: 'ValidationError' });
});

test('lines that mean nothing here are passed over, and no JSON is no message', () => {
  expect(parseCliLine('{"type":"of_the_future"}')).toBeNull();
  expect(parseCliLine('plain words')).toBeUndefined();
});
