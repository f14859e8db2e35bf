/** What happens after a failure: another try, when, or the end. */
import { type ErrorClass, errorTypeOf } from '#shared/errorClasses.ts';

const DELAY_SECONDS_MAX = 600;
const JITTER_MIN = 0.1;
const JITTER_SPAN = 0.2;

/** Seconds before retry number `retryCount` (0 for the first): doubling, with 10 to 30 % on top, at most 600. */
export function retryDelaySeconds(baseSeconds: number, retryCount: number, random = Math.random()): number {
  const delay = baseSeconds * 2 ** retryCount;
  return Math.min(DELAY_SECONDS_MAX, delay + (JITTER_MIN + JITTER_SPAN * random) * delay);
}

/** Nobody answered: nobody may answer the next time either. */
const retriedOnce: ReadonlySet<string> = new Set(['ConfirmationExpired'] satisfies ErrorClass[]);

/**
 * Whether a failure of this class is tried again, with `retryCount` retries behind it.
 * @param retriedAfter the classes of the failures that those retries followed on.
 */
export function mayRetry(
  errorClass: string,
  retryCount: number,
  maxRetries: number,
  retriedAfter: readonly string[] = [],
): boolean {
  if (retriedOnce.has(errorClass) && retriedAfter.includes(errorClass)) return false;
  return errorTypeOf(errorClass) === 'retriable' && retryCount < maxRetries;
}
