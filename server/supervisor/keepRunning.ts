import { setTimeout as delay } from 'node:timers/promises';
import type { Exit } from '../embedded/childProcess.ts';

/** What the supervisor starts again when it dies. */
export interface Running {
  readonly pid: number;
  readonly identity: string;
  readonly exited: Promise<Exit>;
  stop(deadlineMs: number, hurry?: AbortSignal): Promise<unknown>;
}

export interface KeepOptions<R extends Running> {
  /** For the lines on the console. */
  label: string;
  /** Gives up, and throws, when the signal aborts. */
  start(signal: AbortSignal): Promise<R>;
  /** Told after every start and, with undefined, after every end. */
  onChange(running: R | undefined): void;
  /** True for an end that is no failure: the next start follows at once. */
  isRetirement?(ended: R, exit: Exit): boolean;
  report(line: string): void;
  /** Once aborted, what ends isn't started again. */
  stopping?: AbortSignal;
}

export interface Kept {
  /** Ends it for good: SIGTERM, and SIGKILL after `deadlineMs` or when `hurry` aborts. */
  stop(deadlineMs: number, hurry?: AbortSignal): Promise<void>;
}

const firstDelayMs = 200;
const longestDelayMs = 10_000;
/** Alive that long, a process counts as healthy and the next delay is the first one again. */
const healthyAfterMs = 60_000;

/**
 * Starts something and starts it again whenever it ends, after a delay that doubles with every failure.
 * @throws whatever the first start throws; later starts are tried until they work.
 */
export async function keepRunning<R extends Running>(options: KeepOptions<R>): Promise<Kept> {
  const own = new AbortController();
  const stopping = options.stopping ? AbortSignal.any([own.signal, options.stopping]) : own.signal;
  let current: R | undefined = await options.start(stopping);
  options.onChange(current);
  const watched = watch(options, current, stopping, (running) => {
    current = running;
    options.onChange(running);
  });
  return {
    async stop(deadlineMs, hurry) {
      own.abort();
      await current?.stop(deadlineMs, hurry);
      await watched;
    },
  };
}

async function watch<R extends Running>(
  options: KeepOptions<R>,
  first: R,
  stopping: AbortSignal,
  setCurrent: (running: R | undefined) => void,
): Promise<void> {
  let running = first;
  let failures = 0;
  while (!stopping.aborted) {
    const startedAt = performance.now();
    const exit = await running.exited;
    setCurrent(undefined);
    if (stopping.aborted) return;
    if (options.isRetirement?.(running, exit)) {
      failures = 0;
      options.report(`${options.label} retired; starting it anew`);
    } else {
      if (performance.now() - startedAt >= healthyAfterMs) failures = 0;
      await pauseAfterFailure(
        options,
        `ended (${exit.signal ?? `exit code ${exit.code}`})`,
        failures,
        stopping,
      );
      failures += 1;
    }
    const next = await startAgain(options, failures, stopping);
    if (next === undefined) return;
    running = next;
    setCurrent(running);
    if (stopping.aborted) await running.stop(0);
  }
}

/** Undefined once it is to stop. */
async function startAgain<R extends Running>(
  options: KeepOptions<R>,
  failuresBefore: number,
  stopping: AbortSignal,
): Promise<R | undefined> {
  for (let failures = failuresBefore; !stopping.aborted; failures += 1) {
    try {
      return await options.start(stopping);
    } catch (error) {
      if (stopping.aborted) return undefined;
      await pauseAfterFailure(
        options,
        `couldn't be started: ${(error as Error).message}`,
        failures,
        stopping,
      );
    }
  }
  return undefined;
}

async function pauseAfterFailure(
  { label, report }: Pick<KeepOptions<Running>, 'label' | 'report'>,
  what: string,
  failures: number,
  stopping: AbortSignal,
): Promise<void> {
  const delayMs = Math.min(firstDelayMs * 2 ** failures, longestDelayMs);
  report(`${label} ${what}; starting it again in ${delayMs / 1000} s`);
  await delay(delayMs, undefined, { signal: stopping }).catch(() => {});
}
