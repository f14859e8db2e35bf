/** Events of the past, in the order in which they were told: each task's by version. */
import type { Redis } from 'ioredis';
import type { Store } from '../store/store.ts';
import { compareCursors, readAfter, readUntil, type StreamedEvent, timeOf } from './eventStream.ts';
import { createVersionOrder, inOrder, type VersionOrder } from './versionOrder.ts';

/** How far back before the cursor it looks for what the reader has had. */
const ENTRIES_BEFORE = 2000;

export interface ReplayDeps {
  store: Store;
  redis: Redis;
  redisPrefix: string;
}

/** What lies after `since`, up to the entry `until`. */
export async function* replay(
  { store, redis, redisPrefix }: ReplayDeps,
  since: string,
  until: string,
): AsyncGenerator<StreamedEvent[]> {
  if (compareCursors(since, until) >= 0) return;
  const order = await orderAt({ store, redis, redisPrefix }, since);
  let cursor = since;
  while (compareCursors(cursor, until) < 0) {
    const entries = await readAfter(redis, redisPrefix, cursor, until);
    for (const entry of entries) {
      yield await inOrder(order, entry, cursor);
      cursor = entry.cursor;
    }
    if (entries.length === 0) return;
  }
}

/** As whoever has read everything up to a cursor knows it. */
async function orderAt({ store, redis, redisPrefix }: ReplayDeps, cursor: string): Promise<VersionOrder> {
  const had = await readUntil(redis, redisPrefix, cursor, ENTRIES_BEFORE);
  // Of a task that isn't among them, what was stored since then is missing, and what is older was told.
  const order = createVersionOrder(store, timeOf(had[0]?.cursor ?? cursor));
  for (const { event } of had) if (event) order.saw(event);
  return order;
}
