/**
 * The net below the publishers: a process may die, or Redis be away, between a commit and its publication. One
 * process at a time looks whether each stored event reached the stream, and puts there what did not.
 */
import type { Redis } from 'ioredis';
import type { SwitchyardEvent } from '#shared/events.ts';
import type { Store } from '../store/store.ts';
import type { EventPublisher } from './eventPublisher.ts';
import { compareCursors, readAfter } from './eventStream.ts';
import { type StoredEventColumns, storedEvent, storedEventColumns } from './storedEvents.ts';

/** A stored event is looked for once it is this old: its publisher has had its time. */
const SETTLED_MS = 3000;
const ROWS_AT_ONCE = 2000;
/** A process that takes over begins this far back: its forerunner may have died in between. */
const OVERLAP_MS = 20_000;
const SEEN_FOR_MS = 60_000;

/** A stored event, by what its row and its place on the stream have in common. */
interface StoredKey {
  seq: number;
  task_id: string;
  version: number;
}

export class EventRelay {
  readonly #deps: { store: Store; redis: Redis; prefix: string; publisher: EventPublisher };
  /** What is on the stream and was not yet looked for, with when that was learned; oldest first. */
  readonly #seen = new Map<string, number>();
  /** Entries of this process, all of whose events were seen, with when; oldest first. */
  readonly #own = new Map<string, number>();
  /** The highest seq that there was, and when; oldest first. Rows up to one that is old enough have settled. */
  readonly #heights: { seq: number; at: number }[] = [];
  #cursor: string | undefined;
  #seq: number | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: { store: Store; redis: Redis; prefix: string; publisher: EventPublisher }) {
    this.#deps = deps;
    deps.publisher.watch((cursor, events) => this.#published(cursor, events));
  }

  /** Another process did this meanwhile: begins anew, a little before now. */
  restart(): void {
    this.#seen.clear();
    this.#own.clear();
    this.#heights.length = 0;
    this.#cursor = undefined;
    this.#seq = undefined;
  }

  /** Call it about once a second. @returns how many events it had to publish. */
  async look(): Promise<number> {
    if (this.#deps.redis.status !== 'ready') return 0;
    this.#lookedAt = performance.now();
    this.#forget();
    this.#seq ??= await this.#firstSeq();
    const settled = await this.#settledSeq();
    let published = 0;
    let allOwn = true;
    while (this.#seq < settled) {
      const rows = await this.#rows(this.#seq, settled);
      const notOwn = this.#notSeen(rows);
      // What this process has published it knows: only for the others the stream has to be read.
      if (notOwn.length > 0) await this.#readStream();
      allOwn &&= notOwn.length === 0;
      published += await this.#publish(this.#notSeen(notOwn));
      this.#seq = rows.length < ROWS_AT_ONCE ? settled : (rows.at(-1)?.seq ?? settled);
    }
    if (allOwn) this.#passOver();
    return published;
  }

  #notSeen(rows: readonly StoredKey[]): StoredKey[] {
    return rows.filter((row) => !this.#seen.delete(seenKey(row.task_id, row.version)));
  }

  async #publish(missing: readonly StoredKey[]): Promise<number> {
    if (missing.length === 0) return 0;
    const rows = await this.#deps.store.query<StoredEventColumns>(
      `select ${storedEventColumns} from task_events where seq in (?) order by seq`,
      [missing.map(({ seq }) => seq)],
    );
    this.#deps.publisher.publish(rows.map(storedEvent));
    return rows.length;
  }

  #published(cursor: string, events: readonly SwitchyardEvent[]): void {
    const now = performance.now();
    // While another process does this, nobody asks here.
    if (now - this.#lookedAt > SEEN_FOR_MS) {
      this.restart();
      return;
    }
    this.#own.set(cursor, now);
    for (const event of events) this.#remember(event);
  }

  async #readStream(): Promise<void> {
    const { redis, prefix } = this.#deps;
    let cursor = this.#cursor ?? oldestCursor();
    for (;;) {
      const entries = await readAfter(redis, prefix, cursor, '+', (id) => this.#own.delete(id));
      for (const { events } of entries) for (const event of events) this.#remember(event);
      cursor = entries.at(-1)?.cursor ?? cursor;
      this.#cursor = cursor;
      if (entries.length === 0) return;
    }
  }

  /** Nothing of others was looked for: what of theirs is older than all that will be looked for needs not be read. */
  #passOver(): void {
    const oldest = oldestCursor();
    if (this.#cursor === undefined || compareCursors(this.#cursor, oldest) < 0) this.#cursor = oldest;
  }

  #remember(event: SwitchyardEvent): void {
    if (!('version' in event) || event.type === 'task.progress') return;
    this.#seen.set(seenKey(event.task_id, event.version), performance.now());
  }

  #forget(): void {
    const oldest = performance.now() - SEEN_FOR_MS;
    for (const known of [this.#seen, this.#own]) {
      for (const [key, at] of known) {
        if (at > oldest) break;
        known.delete(key);
      }
    }
  }

  /** By seq and our own clock: what a transaction stores may be dated earlier than what another one stored before. */
  async #settledSeq(): Promise<number> {
    const [row] = await this.#deps.store.query<{ seq: number | null }>(
      'select max(seq) as seq from task_events',
    );
    this.#heights.push({ seq: row?.seq ?? 0, at: performance.now() });
    const oldEnough = performance.now() - SETTLED_MS;
    let settled = this.#seq ?? 0;
    while (this.#heights[0] && this.#heights[0].at <= oldEnough)
      settled = this.#heights.shift()?.seq ?? settled;
    return Math.max(settled, this.#seq ?? 0);
  }

  async #firstSeq(): Promise<number> {
    const [row] = await this.#deps.store.query<{ seq: number }>(
      'select seq from task_events where at < ? order by seq desc limit 1',
      [new Date(Date.now() - OVERLAP_MS)],
    );
    return row?.seq ?? 0;
  }

  #rows(after: number, until: number): Promise<StoredKey[]> {
    return this.#deps.store.query<StoredKey>(
      'select seq, task_id, version from task_events where seq > ? and seq <= ? order by seq limit ?',
      [after, until, ROWS_AT_ONCE],
    );
  }
}

const seenKey = (taskId: string, version: number) => `${taskId}:${version}`;

const oldestCursor = () => `${Date.now() - SEEN_FOR_MS}-0`;
