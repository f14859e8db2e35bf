/** Errors that are meant for a person: a stable code, a text that may be shown, an HTTP status. */
import type { FieldError } from '#shared/problem.ts';

export interface AppErrorOptions {
  /** Stable, `noun.problem`. */
  code: string;
  /** Safe to show to whoever asked; never holds a secret or an internal detail. */
  message: string;
  status: number;
  errors?: FieldError[];
  /** Further members of the problem document. */
  extra?: Record<string, unknown>;
  cause?: unknown;
}

export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: string;
  readonly status: number;
  readonly errors: FieldError[] | undefined;
  readonly extra: Record<string, unknown>;

  constructor(options: AppErrorOptions) {
    super(options.message, { cause: options.cause });
    this.code = options.code;
    this.status = options.status;
    this.errors = options.errors;
    this.extra = options.extra ?? {};
  }
}

/** 404, also for what the caller may not see. */
export function notFound(what: string, id: string): AppError {
  return new AppError({
    code: `${what}.not_found`,
    message: `There is no ${what.replace('_', ' ')} ${id}.`,
    status: 404,
  });
}

/** 422 for one or more fields of a request. */
export function invalidFields(errors: FieldError[]): AppError {
  const message = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
  return new AppError({ code: 'request.invalid', message, status: 422, errors });
}

/** 503: the request is fine, but a store that it needs is away. */
export function storeAway(store: 'MySQL' | 'Redis', cause: unknown): AppError {
  return new AppError({
    code: 'store.unavailable',
    message: `${store} is away. Nothing was changed; try again in a moment.`,
    status: 503,
    cause,
  });
}

export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
