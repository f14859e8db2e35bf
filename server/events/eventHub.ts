/** One reader of the stream per process, and its listeners. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Logger } from '../logger.ts';
import type { Store } from '../store/store.ts';
import { canContinue, newestCursor, type StreamedEvent, waitForEvents } from './eventStream.ts';
import { orderAt } from './orderAt.ts';
import { inOrder, type VersionOrder } from './versionOrder.ts';

const BLOCK_MS = 5000;
const RETRY_MS = 200;
/** Between the clocks of this machine and of others. */
const CLOCK_SLACK_MS = 2000;

export interface EventListener {
  /** In the stream's order; an event without an entry of its own carries the cursor of the one before it. */
  onEvents(events: readonly StreamedEvent[]): void;
  /** Events may have been lost: whatever is known has to be read anew. */
  onGap(): void;
}

export class EventHub {
  readonly #listeners = new Set<EventListener>();
  readonly #deps: { redis: Redis; prefix: string; store: Store; log: Logger };
  #cursor: string | undefined;
  readonly #reached = Promise.withResolvers<void>();
  #stopped = false;
  #done: Promise<void> = Promise.resolve();

  /** @param deps.redis a connection of its own: it blocks. */
  constructor(deps: { redis: Redis; prefix: string; store: Store; log: Logger }) {
    this.#deps = deps;
  }

  /** The last entry that listeners were told of; undefined until Redis has answered for the first time. */
  get cursor(): string | undefined {
    return this.#cursor;
  }

  /** Waits until Redis has answered for the first time, but no longer than `waitMs`. */
  async reached(waitMs: number): Promise<void> {
    if (this.#cursor === undefined)
      await Promise.race([this.#reached.promise, delay(waitMs, undefined, { ref: false })]);
  }

  start(): void {
    this.#done = this.#read();
  }

  listen(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#deps.redis.disconnect();
    await this.#done;
  }

  async #read(): Promise<void> {
    const { redis, prefix, store, log } = this.#deps;
    let order: VersionOrder | undefined;
    while (!this.#stopped) {
      try {
        this.#cursor = await this.#position();
        // A client may go on here with what it had from a process before this one, which died before it told all.
        order ??= await orderAt({ store, redis, redisPrefix: prefix }, this.#cursor, CLOCK_SLACK_MS);
        this.#reached.resolve();
        const streamed = await waitForEvents(redis, prefix, this.#cursor, BLOCK_MS);
        for (const entry of streamed) await this.#deliver(order, entry);
      } catch (error) {
        if (this.#stopped) return;
        log.debug({ err: error }, 'reading events');
        await delay(RETRY_MS);
      }
    }
  }

  /** Where to read on. If the stream was emptied or cut behind our back, at its end, and listeners are told. */
  async #position(): Promise<string> {
    const { redis, prefix } = this.#deps;
    if (this.#cursor !== undefined && (await canContinue(redis, prefix, this.#cursor))) return this.#cursor;
    const newest = await newestCursor(redis, prefix);
    if (this.#cursor !== undefined) for (const listener of this.#listeners) listener.onGap();
    return newest;
  }

  async #deliver(order: VersionOrder, entry: StreamedEvent): Promise<void> {
    const streamed = await inOrder(order, entry, this.#cursor ?? entry.cursor);
    this.#cursor = entry.cursor;
    if (streamed.length === 0) return;
    for (const listener of this.#listeners) listener.onEvents(streamed);
  }
}
