/** What the end of a Claude run means. The table of this kind: the CLI's result decides, never its exit code. */
import type { ErrorClass } from '#shared/errorClasses.ts';
import type { RunFailure } from '../../tasks/failRun.ts';
import type { CliResult } from './cliMessages.ts';
import { type LimitFacts, type UsageLimit, usageLimitOf } from './usageLimit.ts';

export interface ClaudeEnd {
  result: CliResult | undefined;
  exitCode: number | null;
  signal: string | null;
  /** What the CLI said of the limits that it met. */
  limit: LimitFacts;
}

interface Row {
  when: (result: CliResult, words: string) => boolean;
  errorClass: ErrorClass;
  advice: string;
  /** The conversation itself is what is refused: a retry begins a new one. */
  spoiled?: true;
}

const statusOf = (result: CliResult) => result.api_error_status ?? 0;
const isApiError = (result: CliResult) => result.terminal_reason === 'api_error';

/** The first row that fits. */
const table: readonly Row[] = [
  {
    when: (_, words) => DEAD_SESSION.test(words),
    errorClass: 'ValidationError',
    advice:
      'Submit the task without session_id, or on the host and in the folder where that conversation lies.',
    spoiled: true,
  },
  {
    when: ({ subtype }) => subtype === 'error_max_turns',
    errorClass: 'ValidationError',
    advice: 'Raise max_turns and submit the task again with session_id, to go on where it stopped.',
  },
  {
    when: ({ subtype }) => subtype === 'error_max_budget_usd',
    errorClass: 'ValidationError',
    advice: 'Raise max_budget_usd and submit the task again with session_id, to go on where it stopped.',
  },
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
    when: (result, words) => statusOf(result) === 408 || (isApiError(result) && /timed? ?out/i.test(words)),
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
  {
    when: isApiError,
    errorClass: 'ConnectionError',
    advice: 'Look at the worker’s network, proxy and ANTHROPIC_BASE_URL. The task is tried again.',
  },
  {
    when: ({ num_turns }) => num_turns === 0,
    errorClass: 'ConfigurationError',
    advice: 'The CLI could not begin: look at what it says, and at its settings on the worker’s machine.',
    spoiled: true,
  },
];

const DEAD_SESSION = /^No conversation found/;

const unknownEnd = {
  errorClass: 'TemporaryFailure' as const,
  advice: 'Look at the end of the log. The task is tried again and goes on where it was.',
};

/** @returns undefined for success. */
export function claudeFailure(end: ClaudeEnd, now = new Date()): RunFailure | undefined {
  const { result } = end;
  if (!result) return { ...unknownEnd, message: `Claude ended without a result ${byWhat(end)}` };
  if (result.subtype === 'success' && !result.is_error) return undefined;
  const limit = usageLimitOf(result, end.limit, now);
  if (limit) return limitFailure(limit);
  const words = wordsOf(result);
  const { errorClass, advice } = rowOf(result) ?? unknownEnd;
  return { errorClass, message: words || `Claude ended with ${result.subtype}`, advice };
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
export function mayResume({ result }: Pick<ClaudeEnd, 'result'>): boolean {
  return !result || !rowOf(result)?.spoiled;
}

/** The CLI has no such conversation here. */
export function isDeadSession(result: CliResult | undefined): boolean {
  return result?.is_error === true && DEAD_SESSION.test(wordsOf(result));
}

function rowOf(result: CliResult): Row | undefined {
  return table.find(({ when }) => when(result, wordsOf(result)));
}

function wordsOf({ result, errors }: CliResult): string {
  return (result || errors?.join('; ') || '').trim();
}

function byWhat({ exitCode, signal }: ClaudeEnd): string {
  return signal === null ? `(exit code ${exitCode})` : `(ended by ${signal})`;
}
