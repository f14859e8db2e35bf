/** Connections to Redis, and the names of what Switchyard keeps there. All of it can be lost without harm. */
import { Redis } from 'ioredis';
import type { Logger } from '../logger.ts';

const RECONNECT_MS_MAX = 1000;

export interface RedisSource {
  /** `redis://…`, `rediss://…` or `unix:/path`. */
  url: string;
  /** Before every key and channel. */
  prefix: string;
}

export const DEFAULT_PREFIX = 'switchyard';

/**
 * `quick`: a command fails at once while Redis is away, for hints that may be lost. `patient`: it waits, as
 * BullMQ and blocking readers want it.
 */
export function connectRedis(source: RedisSource, manner: 'quick' | 'patient', log: Logger): Redis {
  const options = {
    maxRetriesPerRequest: manner === 'patient' ? null : 1,
    enableOfflineQueue: manner === 'patient',
    retryStrategy: (attempt: number) => Math.min(RECONNECT_MS_MAX, 20 * 2 ** Math.min(attempt, 10)),
  };
  const redis = source.url.startsWith('unix:')
    ? new Redis({ ...options, path: source.url.slice('unix:'.length) })
    : new Redis(source.url, options);
  redis.on('error', (error) => log.debug({ err: error }, 'Redis connection'));
  return redis;
}

/** Resolves once the connection can be used. @throws when Redis doesn't answer within `timeoutMs`. */
export async function whenConnected(redis: Redis, timeoutMs: number): Promise<void> {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      redis.off('ready', ready);
      reject(new Error(`Redis didn't answer within ${timeoutMs} ms`));
    }, timeoutMs);
    const ready = () => {
      clearTimeout(timer);
      resolve();
    };
    redis.once('ready', ready);
  });
}

export const eventsKey = (prefix: string) => `${prefix}:events`;
export const logKey = (prefix: string, taskId: string) => `${prefix}:log:${taskId}`;
export const ticketKey = (prefix: string, ticket: string) => `${prefix}:ticket:${ticket}`;
/** BullMQ puts its queues' names behind this. */
export const queuePrefix = (prefix: string) => `${prefix}:queue`;

/** Pub/sub channels. */
export const channels = {
  dispatcher: (prefix: string) => `${prefix}:wake:dispatcher`,
  workers: (prefix: string) => `${prefix}:wake:workers`,
  cancel: (prefix: string) => `${prefix}:cancel`,
  log: (prefix: string, taskId: string) => `${prefix}:log:${taskId}`,
};
