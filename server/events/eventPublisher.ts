/** Puts committed events on the stream that every API process reads. */
import type { Redis } from 'ioredis';
import type { SwitchyardEvent } from '#shared/events.ts';
import type { Logger } from '../logger.ts';
import { eventsKey } from '../redis/redis.ts';

/** How far back a client may resume. At 300 bytes an entry, some 6 MB of Redis. */
const EVENTS_KEPT = 20_000;

export interface EventPublisher {
  /** Never throws and never waits: what gets lost here is found by the relay. */
  publish(events: readonly SwitchyardEvent[]): void;
}

export function createEventPublisher(redis: Redis, prefix: string, log: Logger): EventPublisher {
  return {
    publish(events) {
      if (events.length === 0 || redis.status !== 'ready') return;
      const pipeline = redis.pipeline();
      for (const event of events) addEvent(pipeline, prefix, event);
      pipeline.exec().catch((error) => log.warn({ err: error }, 'events were not published'));
    },
  };
}

function addEvent(pipeline: ReturnType<Redis['pipeline']>, prefix: string, event: SwitchyardEvent): void {
  pipeline.xadd(eventsKey(prefix), 'MAXLEN', '~', EVENTS_KEPT, '*', 'event', JSON.stringify(event));
}
