/** Errors as `application/problem+json`, whatever was thrown. */
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ZodError } from 'zod';
import { inWords } from '#shared/issueWords.ts';
import type { FieldError, Problem } from '#shared/problem.ts';
import { AppError, invalidFields, notFound } from '../errors.ts';
import type { Logger } from '../logger.ts';

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  422: 'Invalid input',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Not available now',
};

/** What the drivers of MySQL and Redis say when the store can't be reached. */
const awayCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'PROTOCOL_CONNECTION_LOST',
  'ER_SERVER_SHUTDOWN',
  'ER_CON_COUNT_ERROR',
]);

export function problemResponse(error: unknown, context: Context, log: Logger): Response {
  const known = asAppError(error);
  if (known.status >= 500) log.error({ err: error, path: context.req.path }, 'a request failed');
  const problem: Problem = {
    type: 'about:blank',
    title: titles[known.status] ?? 'Error',
    status: known.status,
    detail: known.message,
    code: known.code,
    ...(known.errors ? { errors: known.errors } : {}),
    ...known.extra,
  };
  const headers: Record<string, string> = { 'Content-Type': 'application/problem+json' };
  if (known.status === 401) headers['WWW-Authenticate'] = 'Bearer realm="switchyard"';
  if (known.status === 503) headers['Retry-After'] = '1';
  return context.body(JSON.stringify(problem), known.status as 500, headers);
}

function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof HTTPException) return fromHttpException(error);
  if (isStoreAway(error)) {
    return new AppError({
      code: 'store.unavailable',
      message: 'A store is away. Nothing was changed; try again in a moment.',
      status: 503,
      cause: error,
    });
  }
  return new AppError({
    code: 'internal',
    message: 'Something went wrong in the server; its log says more.',
    status: 500,
    cause: error,
  });
}

/** The only ones that the framework throws are about a body that isn't JSON. */
function fromHttpException(error: HTTPException): AppError {
  if (error.status === 400 || error.status === 415) {
    const message =
      error.status === 400
        ? 'The body is not JSON.'
        : 'The body must be JSON: send it with the header Content-Type: application/json.';
    return new AppError({ code: 'request.not_json', message, status: 400, cause: error });
  }
  return new AppError({
    code: 'request.refused',
    message: error.message,
    status: error.status,
    cause: error,
  });
}

function isStoreAway(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: string };
    if (code !== undefined && awayCodes.has(code)) return true;
    if (/Connection is closed|Stream isn't writeable|Pool is closed|Connection lost/.test(at.message))
      return true;
  }
  return false;
}

/** What zod found, in the words of the API. */
export function invalidRequest(error: ZodError): AppError {
  for (const issue of error.issues) {
    if (issue.code === 'custom' && issue.params?.unknown)
      return notFound(issue.params.unknown, issue.params.id);
  }
  return invalidFields(error.issues.flatMap(fieldErrors));
}

function fieldErrors(issue: ZodError['issues'][number]): FieldError[] {
  return inWords(issue).map(({ path, message }) => ({ path: pathText(path), message }));
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at > 0 ? '.' : ''}${String(part)}`))
    .join('');
}
