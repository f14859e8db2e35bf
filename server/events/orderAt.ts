import type { Redis } from 'ioredis';
import type { Store } from '../store/store.ts';
import { readUntil, timeOf } from './eventStream.ts';
import { createVersionOrder, type VersionOrder } from './versionOrder.ts';

/** How far back before the cursor it looks for what the reader has had. */
const EVENTS_BEFORE = 2000;

/**
 * The order of versions as whoever has read everything up to a cursor knows it.
 * @param slackMs between the clock of Redis, which dates entries, and those of the processes, which date events.
 */
export async function orderAt(
  { store, redis, redisPrefix }: { store: Store; redis: Redis; redisPrefix: string },
  cursor: string,
  slackMs = 0,
): Promise<VersionOrder> {
  const had = await readUntil(redis, redisPrefix, cursor, EVENTS_BEFORE);
  // Of a task that isn't among them, what was stored since then is missing, and what is older was told.
  const order = createVersionOrder(store, timeOf(had[0]?.cursor ?? cursor) - slackMs);
  for (const { events } of had) for (const event of events) order.saw(event);
  return order;
}
