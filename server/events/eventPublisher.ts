/** Puts committed events on the stream that every API process reads. */
import type { Redis } from 'ioredis';
import type { SwitchyardEvent } from '#shared/events.ts';
import type { Logger } from '../logger.ts';
import { addEntry, EVENTS_PER_ENTRY_MAX } from './eventStream.ts';

export interface EventPublisher {
  /** What was committed together, in its order. Never throws and never waits: what gets lost is found by the relay. */
  publish(events: readonly SwitchyardEvent[]): void;
  /** Calls back for each entry that this process has put on the stream, once Redis has said so. */
  watch(onPublished: OnPublished): void;
}

export type OnPublished = (cursor: string, events: readonly SwitchyardEvent[]) => void;

export function createEventPublisher(redis: Redis, prefix: string, log: Logger): EventPublisher {
  const watchers: OnPublished[] = [];
  const add = async (events: readonly SwitchyardEvent[]) => {
    const cursor = await addEntry(redis, prefix, events);
    for (const onPublished of watchers) onPublished(cursor, events);
  };
  return {
    publish(events) {
      if (redis.status !== 'ready') return;
      for (let at = 0; at < events.length; at += EVENTS_PER_ENTRY_MAX) {
        const entry = events.slice(at, at + EVENTS_PER_ENTRY_MAX);
        add(entry).catch((error) => log.warn({ err: error }, 'events were not published'));
      }
    },
    watch: (onPublished) => void watchers.push(onPublished),
  };
}
