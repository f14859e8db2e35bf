/** The stream of events: what an entry holds, which places cursors name, and what is still there. */
import type { Redis } from 'ioredis';
import type { SwitchyardEvent } from '#shared/events.ts';
import { eventsKey } from '../redis/redis.ts';

/** What happened together is one entry, unless it is more. */
export const EVENTS_PER_ENTRY_MAX = 20;
/** How far back a client may resume. At 250 bytes an event, at most some 25 MB of Redis. */
const ENTRIES_KEPT = 5000;
const READ_MAX = 200;

export interface StreamEntry {
  /** Its id, which is the place after all of its events. */
  cursor: string;
  /** None in an entry that only marks the beginning of a stream. */
  events: SwitchyardEvent[];
  /** How many of them, from the first, lie before the place that was asked for. */
  had: number;
}

type Entry = [id: string, fields: string[]];

/** An entry's id: after all of it; `id.n`: after the first n of its events. */
const CURSOR = /^(\d{1,20}-\d{1,20})(?:\.(\d{1,5}))?$/;
const EVENTS = 'events';

/** @param events of one entry. @returns its cursor. */
export async function addEntry(
  redis: Redis,
  prefix: string,
  events: readonly SwitchyardEvent[],
): Promise<string> {
  const bound = ['MAXLEN', '~', ENTRIES_KEPT] as const;
  return (await redis.xadd(eventsKey(prefix), ...bound, '*', EVENTS, JSON.stringify(events))) as string;
}

/**
 * The id of the newest entry. An empty stream is given a first one, so that every cursor names an entry and a
 * stream that was emptied can be told from one where nothing happened.
 */
export async function newestCursor(redis: Redis, prefix: string): Promise<string> {
  const [newest] = (await redis.xrevrange(eventsKey(prefix), '+', '-', 'COUNT', 1)) as Entry[];
  if (newest) return newest[0];
  return (await redis.xadd(eventsKey(prefix), '*', 'mark', 'begin')) as string;
}

/** Whether everything after `cursor` is still there. */
export async function canContinue(redis: Redis, prefix: string, cursor: string): Promise<boolean> {
  if (!CURSOR.test(cursor)) return false;
  const { id } = placeOf(cursor);
  const found = (await redis.xrange(eventsKey(prefix), id, id)) as Entry[];
  return found.length === 1;
}

/**
 * Up to 200 entries after `cursor`, and no later than the entry `until`; the first one may lie around `cursor`.
 * @param isKnown of an entry's id: its events are left out.
 */
export async function readAfter(
  redis: Redis,
  prefix: string,
  cursor: string,
  until = '+',
  isKnown = (_id: string) => false,
): Promise<StreamEntry[]> {
  const { id, had } = placeOf(cursor);
  const from = had === undefined ? `(${id}` : id;
  const entries = (await redis.xrange(eventsKey(prefix), from, until, 'COUNT', READ_MAX)) as Entry[];
  return entries.map(([each, fields]) => ({
    cursor: each,
    events: isKnown(each) ? [] : eventsIn(fields),
    had: each === id ? (had ?? 0) : 0,
  }));
}

/** What lies before `cursor`, oldest first: entries with at least `count` events together, if there are so many. */
export async function readUntil(
  redis: Redis,
  prefix: string,
  cursor: string,
  count: number,
): Promise<StreamEntry[]> {
  const { id, had } = placeOf(cursor);
  const read: StreamEntry[] = [];
  let events = 0;
  for (let until = id; ; until = `(${read.at(-1)?.cursor}`) {
    const entries = (await redis.xrevrange(eventsKey(prefix), until, '-', 'COUNT', READ_MAX)) as Entry[];
    for (const [each, fields] of entries) {
      const all = eventsIn(fields);
      read.push({ cursor: each, events: each === id ? all.slice(0, had) : all, had: 0 });
      events += all.length;
    }
    if (events >= count || entries.length < READ_MAX) return read.reverse();
  }
}

/** Waits up to `blockMs` for entries after the entry `cursor`. */
export async function waitForEntries(
  redis: Redis,
  prefix: string,
  cursor: string,
  blockMs: number,
): Promise<StreamEntry[]> {
  const key = eventsKey(prefix);
  const streams = await redis.xread('COUNT', READ_MAX, 'BLOCK', blockMs, 'STREAMS', key, cursor);
  const entries = (streams?.[0]?.[1] ?? []) as Entry[];
  return entries.map(([each, fields]) => ({ cursor: each, events: eventsIn(fields), had: 0 }));
}

function eventsIn(fields: string[]): SwitchyardEvent[] {
  const at = fields.indexOf(EVENTS);
  return at < 0 ? [] : (JSON.parse(fields[at + 1] ?? '[]') as SwitchyardEvent[]);
}

/** The place after the first `count` events of an entry. */
export function placeWithin({ cursor, events }: StreamEntry, count: number): string {
  return count < events.length ? `${cursor}.${count}` : cursor;
}

/** When an entry was put on the stream, in Unix milliseconds. */
export function timeOf(cursor: string): number {
  return Number(cursor.split('-')[0]);
}

/** Orders two cursors as the stream does. */
export function compareCursors(a: string, b: string): number {
  if (a === b) return 0;
  const [one, other] = [placeOf(a), placeOf(b)];
  const [aTime = '0', aCount = '0'] = one.id.split('-');
  const [bTime = '0', bCount = '0'] = other.id.split('-');
  const entry = BigInt(aTime) - BigInt(bTime) || BigInt(aCount) - BigInt(bCount);
  if (entry !== 0n) return entry < 0n ? -1 : 1;
  return Math.sign((one.had ?? Number.MAX_SAFE_INTEGER) - (other.had ?? Number.MAX_SAFE_INTEGER));
}

function placeOf(cursor: string): { id: string; had: number | undefined } {
  const [, id = cursor, had] = CURSOR.exec(cursor) ?? [];
  return { id, had: had === undefined ? undefined : Number(had) };
}
