/** What can go wrong between the editor and the server. Every message may be shown to people as it is. */

import { t } from '#shared/l10n.ts';
import type { Problem } from '#shared/problem.ts';
import { inEditorsLanguage } from '#shared/serverWords.ts';
import { networkReason } from './networkReason.ts';

/** Nothing answered, or the answer broke off. It may pass. */
export class ServerAwayError extends Error {
  override readonly name = 'ServerAwayError';

  constructor(url: string, cause: unknown) {
    super(t('No Switchyard server answers at {0} ({1}).', url, reasonOf(cause)), { cause });
  }
}

/** The server answered with a problem document. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(inWords(problem));
    this.problem = problem;
  }
}

/** Something answered, but not as a Switchyard server of this version does. */
export class StrangeAnswerError extends Error {
  override readonly name = 'StrangeAnswerError';
  /** Of the answer, such as the field that isn't as it should be. */
  readonly what: string;

  constructor(url: string, what: string) {
    super(t('What answers at {0} is not a Switchyard server that this version understands: {1}.', url, what));
    this.what = what;
  }
}

/** There is no token to ask the server with. */
export class SignedOutError extends Error {
  override readonly name = 'SignedOutError';

  constructor() {
    super(t('You are not signed in to a Switchyard server.'));
  }
}

/** The server doesn't take the token: asking again is no use until there is another. */
export function isTokenRefused(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status === 401;
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status === 404;
}

/** Worth another try without anybody doing anything: the server is away, or says that it is busy or broken. */
export function mayPass(error: unknown): boolean {
  if (error instanceof ProblemError) return error.problem.status >= 500 || error.problem.status === 429;
  return error instanceof ServerAwayError;
}

function inWords(problem: Problem): string {
  if (problem.code === 'task.cannot_continue') return whyNotContinued(problem);
  const fields = problem.errors?.map(({ path, message }) =>
    path ? `${path}: ${inEditorsLanguage(message)}` : inEditorsLanguage(message),
  );
  return fields?.length ? fields.join('; ') : inEditorsLanguage(problem.detail);
}

/** Why a conversation can't be taken up. */
function whyNotContinued({ reason, detail }: Problem): string {
  switch (reason) {
    case 'no_session':
      return t('This task has no conversation to continue: it ended before one began.');
    case 'session_gone':
      return t('Its conversation is gone: the worker’s machine doesn’t have it any more.');
    case 'live':
      return t('It is still running: send it a message instead.');
    case 'not_claude':
      return t('It isn’t a Claude task, so there is no conversation to continue.');
    default:
      return inEditorsLanguage(detail);
  }
}

/** What a person is shown of it. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Why the system says that nothing came of it; fetch hides that in causes. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return t('it took too long');
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (error.cause !== undefined) return reasonOf(error.cause);
  const { code } = error as NodeJS.ErrnoException;
  return networkReason(code) ?? (error.message || code || error.name);
}
