/** Lines as they come, until the task is over. */
import type { Redis } from 'ioredis';
import type { LogLine } from '#shared/logs.ts';
import { channels } from '../redis/redis.ts';
import type { LogReader } from './logReader.ts';

/** The safety net below the notifications: with Redis away lines still arrive, if late. */
const LOOK_EVERY_MS = 1000;
const LINES_AT_ONCE = 2000;

export interface FollowOptions {
  after: number;
  /** Whether the task is over: asked before each look, so that the last line is never missed. */
  isOver: () => Promise<boolean>;
  signal: AbortSignal;
}

export class LogFollower {
  readonly #reader: LogReader;
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #waiting = new Map<string, Set<() => void>>();

  /** @param redis a connection for subscriptions alone. */
  constructor(reader: LogReader, redis: Redis, prefix: string) {
    this.#reader = reader;
    this.#redis = redis;
    this.#prefix = prefix;
    redis.on('message', (channel: string) => {
      for (const wake of this.#waiting.get(channel) ?? []) wake();
    });
  }

  /** Batches of lines, read only as fast as they are taken. Ends when the task is over and all was yielded. */
  async *follow(taskId: string, { after, isOver, signal }: FollowOptions): AsyncGenerator<LogLine[]> {
    const bell = this.#ring(taskId);
    try {
      let last = after;
      while (!signal.aborted) {
        bell.reset();
        // Whoever asks while a store is away asks again.
        const over = await isOver().catch(() => false);
        const lines = await this.#reader.read(taskId, last, LINES_AT_ONCE).catch(() => []);
        const end = lines.at(-1);
        if (end) {
          last = end.seq;
          yield lines;
        } else if (over) {
          return;
        } else {
          await bell.rung(LOOK_EVERY_MS, signal);
        }
      }
    } finally {
      bell.stop();
    }
  }

  /** Rings when the task's log has something new. */
  #ring(taskId: string) {
    const channel = channels.log(this.#prefix, taskId);
    const bell = new Bell();
    const waiting = this.#waiting.get(channel) ?? new Set();
    waiting.add(bell.ring);
    this.#waiting.set(channel, waiting);
    if (waiting.size === 1) this.#redis.subscribe(channel).catch(() => {});
    return {
      reset: () => bell.reset(),
      rung: (timeoutMs: number, signal: AbortSignal) => bell.rung(timeoutMs, signal),
      stop: () => {
        waiting.delete(bell.ring);
        if (waiting.size > 0) return;
        this.#waiting.delete(channel);
        this.#redis.unsubscribe(channel).catch(() => {});
      },
    };
  }
}

/** Remembers that it rang until it is reset, so that no ring between a look and a wait is missed. */
class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  readonly ring = (): void => {
    this.#rung = true;
    this.#wake?.();
  };

  reset(): void {
    this.#rung = false;
  }

  rung(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (this.#rung || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      signal.addEventListener('abort', done);
      this.#wake = done;
    });
  }
}
