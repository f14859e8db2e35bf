/** Events of the past, in the order in which they were told: each task's by version. */
import type { Redis } from 'ioredis';
import type { Store } from '../store/store.ts';
import { compareCursors, readAfter } from './eventStream.ts';
import { orderAt } from './orderAt.ts';
import { inOrder, type PlacedEvent } from './versionOrder.ts';

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
): AsyncGenerator<PlacedEvent[]> {
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
