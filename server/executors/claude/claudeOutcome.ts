/** What the end of a Claude run means. The table of this kind: the CLI's result decides, never its exit code. */
import type { RunFailure } from '../../tasks/failRun.ts';
import type { CliResult } from './cliMessages.ts';
import { startupFailure } from './startupFailures.ts';
import { type EndMeaning, meaningOf, terminalReasons } from './terminalReasons.ts';
import { type LimitFacts, type UsageLimit, usageLimitOf } from './usageLimit.ts';

export interface ClaudeEnd {
  result: CliResult | undefined;
  exitCode: number | null;
  signal: string | null;
  /** What the CLI said of the limits that it met. */
  limit: LimitFacts;
  /** Why a hook didn't let the prompt through, if one did not. */
  promptStopped?: string | undefined;
}

interface Row extends EndMeaning {
  when: (result: CliResult, words: string) => boolean;
}

const statusOf = (result: CliResult) => result.api_error_status ?? 0;

/** What a result says beside its reason. The first row that fits. */
const table: readonly Row[] = [
  {
    when: (_, words) => DEAD_SESSION.test(words),
    errorClass: 'ValidationError',
    advice:
      'Submit the task without session_id or continues, or on the host and in the folder where that conversation lies.',
    spoiled: true,
  },
  { when: ({ subtype }) => subtype === 'error_max_turns', ...terminalReasons.max_turns },
  { when: ({ subtype }) => subtype === 'error_max_budget_usd', ...terminalReasons.budget_exhausted },
  {
    when: (result, words) =>
      [401, 403].includes(statusOf(result)) || /^Not logged in|^Invalid API key/i.test(words),
    errorClass: 'AuthenticationError',
    advice:
      'Log the CLI in as the worker’s user (`claude`, then /login), or set ANTHROPIC_API_KEY for the server or in ' +
      'the task’s env. Then retry the task.',
  },
  {
    when: (result) => statusOf(result) === 429,
    errorClass: 'RateLimitError',
    advice: 'The API takes no more requests for now. The task is tried again; fewer at once help.',
  },
  {
    when: (result, words) =>
      statusOf(result) === 408 || (result.terminal_reason === 'api_error' && /timed? ?out/i.test(words)),
    errorClass: 'TimeoutError',
    advice: 'The API was too slow. The task is tried again and goes on where it was.',
  },
  {
    when: (result) => statusOf(result) >= 500,
    errorClass: 'ServiceUnavailable',
    advice: 'The API is overloaded or out of order. The task is tried again and goes on where it was.',
  },
  {
    when: (result) => statusOf(result) >= 400,
    errorClass: 'ValidationError',
    advice: 'The API refuses the request: look at the model’s name and at the length of the conversation.',
    spoiled: true,
  },
];

/** With no reason told, nothing was done: the CLI never came to its first turn. */
const neverBegan: EndMeaning = {
  errorClass: 'ConfigurationError',
  advice: 'The CLI could not begin: look at what it says, and at its settings on the worker’s machine.',
  spoiled: true,
};

const DEAD_SESSION = /^No conversation found/;

const unknownEnd = {
  errorClass: 'TemporaryFailure' as const,
  advice: 'Look at the end of the log. The task is tried again and goes on where it was.',
};

/** @returns undefined for success, which is said by one reason alone. */
export function claudeFailure(end: ClaudeEnd, now = new Date()): RunFailure | undefined {
  const { result } = end;
  if (!result) return { ...unknownEnd, message: `Claude ended without a result ${byWhat(end)}` };
  if (isSuccess(end)) return undefined;
  const limit = usageLimitOf(result, end.limit, now);
  if (limit) return limitFailure(limit);
  const { errorClass, advice } = meaningOfEnd(end) ?? unknownEnd;
  return { errorClass, message: wordsOf(result) || reasonInWords(end), advice };
}

function limitFailure({ text: message, model, until }: UsageLimit): RunFailure {
  if (until instanceof Date) {
    return {
      errorClass: 'RateLimitError',
      message,
      advice: `Nothing to do: the task goes on at ${until.toISOString()}, when the limit is reset.`,
      park: { until, holds: { model } },
    };
  }
  return {
    errorClass: 'PermissionError',
    message,
    advice:
      'Waiting doesn’t help: have what pays for the task changed by whoever administers it, or submit the task ' +
      'with another account or model. Then retry it.',
    wall: { model, wrong: until.wrong },
  };
}

/** Whether a later run can go on with the conversation. */
export function mayResume(end: Pick<ClaudeEnd, 'result' | 'promptStopped'>): boolean {
  return !meaningOfEnd(end)?.spoiled;
}

function isSuccess({ result, promptStopped }: ClaudeEnd): boolean {
  if (!result || promptStopped !== undefined || result.subtype !== 'success' || result.is_error) return false;
  return !deferredCall(result) && meaningOf(result.terminal_reason) === undefined;
}

/** A call that a hook of a settings file has put off. Of a resumed conversation the CLI gives no reason beside it. */
export function deferredCall(result: CliResult | undefined): CliResult['deferred_tool_use'] | undefined {
  return result?.deferred_tool_use ?? undefined;
}

function meaningOfEnd({
  result,
  promptStopped,
}: Pick<ClaudeEnd, 'result' | 'promptStopped'>): EndMeaning | undefined {
  if (!result) return undefined;
  if (result.startup_failure_reason) return startupFailure(result.startup_failure_reason);
  if (promptStopped !== undefined) return terminalReasons.hook_stopped;
  if (deferredCall(result)) return terminalReasons.tool_deferred;
  const row = table.find(({ when }) => when(result, wordsOf(result)));
  if (row) return row;
  return meaningOf(result.terminal_reason) ?? (result.num_turns === 0 ? neverBegan : undefined);
}

function reasonInWords({ result, promptStopped }: ClaudeEnd): string {
  if (promptStopped !== undefined) return `a hook stopped the prompt: ${promptStopped}`;
  const deferred = deferredCall(result);
  if (deferred) return `a hook put off the use of ${deferred.name}`;
  return `Claude ended with ${result?.terminal_reason ?? result?.subtype}`;
}

/** The CLI has no such conversation here. */
export function isDeadSession(result: CliResult | undefined): boolean {
  return result?.is_error === true && DEAD_SESSION.test(wordsOf(result));
}

function wordsOf({ result, errors }: CliResult): string {
  return (result || errors?.join('; ') || '').trim();
}

function byWhat({ exitCode, signal }: ClaudeEnd): string {
  return signal === null ? `(exit code ${exitCode})` : `(ended by ${signal})`;
}
