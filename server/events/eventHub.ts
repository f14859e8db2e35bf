/** One reader of the stream per process, and its listeners. It sleeps while there are none. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Logger } from '../logger.ts';
import type { Store } from '../store/store.ts';
import { canContinue, newestCursor, type StreamEntry, waitForEntries } from './eventStream.ts';
import { orderAt } from './orderAt.ts';
import { inOrder, type PlacedEvent, type VersionOrder } from './versionOrder.ts';

const BLOCK_MS = 5000;
const RETRY_MS = 200;
/** Between the clocks of this machine and of others. */
const CLOCK_SLACK_MS = 2000;

export interface EventListener {
  /** In the stream's order; all of an entry at once. */
  onEvents(events: readonly PlacedEvent[]): void;
  /** Events may have been lost: whatever is known has to be read anew. */
  onGap(): void;
}

export class EventHub {
  readonly #listeners = new Set<EventListener>();
  readonly #deps: { redis: Redis; prefix: string; store: Store; log: Logger };
  #cursor: string | undefined;
  #order: VersionOrder | undefined;
  /** Settled once it knows where it reads. */
  #reached = Promise.withResolvers<void>();
  /** Settled once somebody listens. */
  #wanted = Promise.withResolvers<void>();
  #stopped = false;
  #done: Promise<void> = Promise.resolve();

  /** @param deps.redis a connection of its own: it blocks. */
  constructor(deps: { redis: Redis; prefix: string; store: Store; log: Logger }) {
    this.#deps = deps;
  }

  /**
   * The last entry that listeners were told of; undefined while it sleeps, and from its waking until Redis has answered:
   * nobody may believe to have had what came meanwhile.
   */
  get cursor(): string | undefined {
    return this.#cursor;
  }

  /** For whoever listens: waits until there is a cursor, but no longer than `waitMs`. */
  async reached(waitMs: number): Promise<void> {
    if (this.#cursor === undefined)
      await Promise.race([this.#reached.promise, delay(waitMs, undefined, { ref: false })]);
  }

  start(): void {
    this.#done = this.#read();
  }

  listen(listener: EventListener): () => void {
    this.#listeners.add(listener);
    this.#wanted.resolve();
    return () => this.#listeners.delete(listener);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wanted.resolve();
    this.#deps.redis.disconnect();
    await this.#done;
  }

  async #read(): Promise<void> {
    const { redis, prefix, store, log } = this.#deps;
    while (!this.#stopped) {
      try {
        if (this.#listeners.size === 0) await this.#sleep();
        this.#cursor = await this.#position();
        // A client may go on here with what it had from another process, or before this one slept.
        this.#order ??= await orderAt({ store, redis, redisPrefix: prefix }, this.#cursor, CLOCK_SLACK_MS);
        this.#reached.resolve();
        const entries = await waitForEntries(redis, prefix, this.#cursor, BLOCK_MS);
        for (const entry of entries) await this.#deliver(this.#order, entry);
      } catch (error) {
        if (this.#stopped) return;
        log.debug({ err: error }, 'reading events');
        await delay(RETRY_MS);
      }
    }
  }

  async #sleep(): Promise<void> {
    this.#cursor = undefined;
    this.#order = undefined;
    this.#reached = Promise.withResolvers();
    this.#wanted = Promise.withResolvers();
    if (!this.#stopped) await this.#wanted.promise;
  }

  /** Where to read on. If the stream was emptied or cut behind our back, at its end, and listeners are told. */
  async #position(): Promise<string> {
    const { redis, prefix } = this.#deps;
    if (this.#cursor !== undefined && (await canContinue(redis, prefix, this.#cursor))) return this.#cursor;
    const newest = await newestCursor(redis, prefix);
    if (this.#cursor !== undefined) for (const listener of this.#listeners) listener.onGap();
    return newest;
  }

  async #deliver(order: VersionOrder, entry: StreamEntry): Promise<void> {
    const placed = await inOrder(order, entry, this.#cursor ?? entry.cursor);
    this.#cursor = entry.cursor;
    if (placed.length === 0) return;
    for (const listener of this.#listeners) listener.onEvents(placed);
  }
}
