/** Reading the stream of events: entries, cursors, and what is still there. */
import type { Redis } from 'ioredis';
import type { SwitchyardEvent } from '#shared/events.ts';
import { eventsKey } from '../redis/redis.ts';

export interface StreamedEvent {
  /** The entry's id: the place to resume after. */
  cursor: string;
  /** Undefined for the entry that only marks the beginning of a stream. */
  event: SwitchyardEvent | undefined;
}

type Entry = [id: string, fields: string[]];

const CURSOR = /^\d{1,20}-\d{1,20}$/;
const READ_MAX = 1000;

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
  const found = (await redis.xrange(eventsKey(prefix), cursor, cursor)) as Entry[];
  return found.length === 1;
}

/** Up to 1,000 entries after `cursor`, and no later than `until`. */
export async function readAfter(
  redis: Redis,
  prefix: string,
  cursor: string,
  until = '+',
): Promise<StreamedEvent[]> {
  const entries = (await redis.xrange(eventsKey(prefix), `(${cursor}`, until, 'COUNT', READ_MAX)) as Entry[];
  return entries.map(streamedEvent);
}

/** The last `count` entries up to `cursor` and with it, oldest first. */
export async function readUntil(
  redis: Redis,
  prefix: string,
  cursor: string,
  count: number,
): Promise<StreamedEvent[]> {
  const entries = (await redis.xrevrange(eventsKey(prefix), cursor, '-', 'COUNT', count)) as Entry[];
  return entries.map(streamedEvent).reverse();
}

/** When an entry was put on the stream, in Unix milliseconds. */
export function timeOf(cursor: string): number {
  return Number(cursor.split('-')[0]);
}

/** Waits up to `blockMs` for entries after `cursor`. */
export async function waitForEvents(
  redis: Redis,
  prefix: string,
  cursor: string,
  blockMs: number,
): Promise<StreamedEvent[]> {
  const streams = await redis.xread(
    'COUNT',
    READ_MAX,
    'BLOCK',
    blockMs,
    'STREAMS',
    eventsKey(prefix),
    cursor,
  );
  return ((streams?.[0]?.[1] ?? []) as Entry[]).map(streamedEvent);
}

function streamedEvent([cursor, fields]: Entry): StreamedEvent {
  const at = fields.indexOf('event');
  const text = at < 0 ? undefined : fields[at + 1];
  return { cursor, event: text === undefined ? undefined : (JSON.parse(text) as SwitchyardEvent) };
}

/** Orders two cursors as the stream does. */
export function compareCursors(a: string, b: string): number {
  const [aTime = '0', aCount = '0'] = a.split('-');
  const [bTime = '0', bCount = '0'] = b.split('-');
  const time = BigInt(aTime) - BigInt(bTime) || BigInt(aCount) - BigInt(bCount);
  return time < 0n ? -1 : time > 0n ? 1 : 0;
}
