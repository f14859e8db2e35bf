/**
 * The net below the publishers: a process may die, or Redis be away, between a commit and its publication. One
 * process at a time looks whether each stored event reached the stream, and puts there what did not.
 */
import type { Redis } from 'ioredis';
import type { StoredEvent, SwitchyardEvent } from '#shared/events.ts';
import type { Store } from '../store/store.ts';
import type { EventPublisher } from './eventPublisher.ts';
import { readAfter } from './eventStream.ts';
import { type StoredEventColumns, storedEvent, storedEventColumns } from './storedEvents.ts';

/** A stored event is looked for once it is this old: its publisher has had its time. */
const SETTLED_MS = 3000;
const ROWS_AT_ONCE = 2000;
/** A process that takes over begins this far back: its forerunner may have died in between. */
const OVERLAP_MS = 20_000;
const SEEN_FOR_MS = 60_000;

export class EventRelay {
  readonly #deps: { store: Store; redis: Redis; prefix: string; publisher: EventPublisher };
  /** Task and version of what was seen on the stream and not yet looked for, with when; oldest first. */
  readonly #seen = new Map<string, number>();
  /** The highest seq that there was, and when; oldest first. Rows up to one that is old enough have settled. */
  readonly #heights: { seq: number; at: number }[] = [];
  #cursor: string | undefined;
  #seq: number | undefined;

  constructor(deps: { store: Store; redis: Redis; prefix: string; publisher: EventPublisher }) {
    this.#deps = deps;
  }

  /** Another process did this meanwhile: begins anew, a little before now. */
  restart(): void {
    this.#seen.clear();
    this.#heights.length = 0;
    this.#cursor = undefined;
    this.#seq = undefined;
  }

  /** Call it about once a second. @returns how many events it had to publish. */
  async look(): Promise<number> {
    if (this.#deps.redis.status !== 'ready') return 0;
    this.#forget();
    await this.#readStream();
    this.#seq ??= await this.#firstSeq();
    const settled = await this.#settledSeq();
    const missing: StoredEvent[] = [];
    while (this.#seq < settled) {
      const rows = await this.#rows(this.#seq, settled);
      for (const row of rows) {
        if (!this.#seen.delete(seenKey(row.task_id, row.version))) missing.push(storedEvent(row));
      }
      this.#seq = rows.length < ROWS_AT_ONCE ? settled : (rows.at(-1)?.seq ?? settled);
    }
    this.#deps.publisher.publish(missing);
    return missing.length;
  }

  async #readStream(): Promise<void> {
    const { redis, prefix } = this.#deps;
    this.#cursor ??= `${Date.now() - SEEN_FOR_MS}-0`;
    for (;;) {
      const streamed = await readAfter(redis, prefix, this.#cursor);
      for (const { event } of streamed) if (event) this.#remember(event);
      this.#cursor = streamed.at(-1)?.cursor ?? this.#cursor;
      if (streamed.length === 0) return;
    }
  }

  #remember(event: SwitchyardEvent): void {
    if (!('version' in event) || event.type === 'task.progress') return;
    this.#seen.set(seenKey(event.task_id, event.version), performance.now());
  }

  #forget(): void {
    const oldest = performance.now() - SEEN_FOR_MS;
    for (const [key, at] of this.#seen) {
      if (at > oldest) return;
      this.#seen.delete(key);
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

  #rows(after: number, until: number): Promise<StoredEventColumns[]> {
    return this.#deps.store.query<StoredEventColumns>(
      `select ${storedEventColumns} from task_events where seq > ? and seq <= ? order by seq limit ?`,
      [after, until, ROWS_AT_ONCE],
    );
  }
}

const seenKey = (taskId: string, version: number) => `${taskId}:${version}`;
