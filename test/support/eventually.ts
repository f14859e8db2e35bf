import { setTimeout as delay } from 'node:timers/promises';

export interface EventuallyOptions {
  /** How long to keep trying; 15 s unless told, so that a busy machine fails no test. */
  timeoutMs?: number;
  /** Pause between two tries; 20 ms unless told. */
  intervalMs?: number;
}

/**
 * Calls `fn` until it neither throws nor answers `false`, and returns its answer. When the time is
 * up the last error is thrown as it was, so that a failed `expect` inside shows its own difference.
 * `undefined` counts as success: a function of bare `expect` calls answers nothing.
 */
export async function eventually<T>(
  fn: () => T | Promise<T>,
  { timeoutMs = 15_000, intervalMs = 20 }: EventuallyOptions = {},
): Promise<Exclude<Awaited<T>, false>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let failure: unknown;
    try {
      const answer = await fn();
      if (answer !== false) return answer as Exclude<Awaited<T>, false>;
      failure = new Error(`the condition was still false after ${timeoutMs} ms: ${fn.toString()}`);
    } catch (error) {
      failure = error;
    }
    if (performance.now() >= deadline) throw failure;
    await delay(intervalMs);
  }
}
