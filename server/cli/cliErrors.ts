/** What can go wrong, in words for the person at the terminal. Every message may be shown as it is. */
import type { Problem } from '#shared/problem.ts';

/** Ends the program with its message on stderr. */
export class CliError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The command line or the environment is wrong; nothing was tried. */
export class UsageError extends CliError {
  constructor(message: string) {
    super(message, 2);
  }
}

/** Nothing answered, or the answer broke off. */
export class ServerAwayError extends CliError {
  constructor(url: string, cause: unknown) {
    super(
      `Can't reach the server at ${url}: ${reasonOf(cause)}.\n` +
        'Start one with: npm start\n' +
        'If it is elsewhere, set SWITCHYARD_URL to its address.',
    );
  }
}

/** The server answered with a problem document. */
export class ProblemError extends CliError {
  readonly problem: Problem;
  /** The document as it came. */
  readonly text: string;

  constructor(problem: Problem, text: string) {
    super(problemInWords(problem));
    this.problem = problem;
    this.text = text;
  }
}

/** Something answered, but not with what this version understands. */
export class StrangeAnswerError extends CliError {
  constructor(url: string, what: string) {
    super(
      `${url} answered with something that this version doesn't understand: ${what}.\n` +
        'Is SWITCHYARD_URL the address of a Switchyard server of this version?',
    );
  }
}

function problemInWords(problem: Problem): string {
  if (problem.status === 401) return `${tokenProblem(problem.code)}.\n${tokenAdvice}`;
  if (!problem.errors?.length) return problem.detail;
  const fields = problem.errors.map(({ path, message }) => (path ? `  ${path}: ${message}` : `  ${message}`));
  return [`The server refuses this (${problem.title.toLowerCase()}):`, ...fields].join('\n');
}

/** What is wrong with the token, for a 401 with this code. */
export function tokenProblem(code: string): string {
  return code === 'auth.token_missing'
    ? 'The server wants a token, and SWITCHYARD_TOKEN is not set'
    : 'The server takes no such token: SWITCHYARD_TOKEN is unknown to it, expired or revoked';
}

/** How to come by a token. */
export const tokenAdvice =
  'Set it with: export SWITCHYARD_TOKEN=swy_…\n' +
  'The first "npm start" printed it as "admin token: swy_…". If it is lost, start the server with\n' +
  'SWITCHYARD_ADMIN_TOKEN set to one of your own, 16 to 200 characters.';

/** What the system says, such as "connect ECONNREFUSED 127.0.0.1:7420"; fetch hides it in causes. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'it took too long to answer';
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (error.cause !== undefined) return reasonOf(error.cause);
  return error.message || (error as NodeJS.ErrnoException).code || error.name;
}
