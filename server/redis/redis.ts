/** Connections to Redis, and the names of what Switchyard keeps there. All of it can be lost without harm. */
import { Redis } from 'ioredis';
import type { Logger } from '../logger.ts';

const RECONNECT_MS_MAX = 1000;
const COMMAND_MS_MAX = 5000;

export interface RedisSource {
  /** `redis://…`, `rediss://…` or `unix:/path?db=N`. */
  url: string;
  /** Before every key and channel. */
  prefix: string;
}

export const DEFAULT_PREFIX = 'switchyard';

/**
 * `quick`: a command fails at once while Redis is away, and soon when it is stuck, for hints that may be lost. `patient`: it waits, as
 * BullMQ and blocking readers want it.
 */
export function connectRedis(source: RedisSource, manner: 'quick' | 'patient', log: Logger): Redis {
  const options = {
    maxRetriesPerRequest: manner === 'patient' ? null : 1,
    enableOfflineQueue: manner === 'patient',
    // A Redis that is stopped keeps its connections, and answers nothing.
    ...(manner === 'quick' ? { commandTimeout: COMMAND_MS_MAX } : {}),
    retryStrategy: (attempt: number) => Math.min(RECONNECT_MS_MAX, 20 * 2 ** Math.min(attempt, 10)),
  };
  const redis = source.url.startsWith('unix:')
    ? new Redis({ ...options, ...unixSocket(source.url) })
    : new Redis(source.url, options);
  redis.on('error', (error) => log.debug({ err: error }, 'Redis connection'));
  return redis;
}

/** `unix:/path`, with `?db=N` for a logical database other than the first. */
function unixSocket(url: string): { path: string; db: number } {
  const { pathname, searchParams } = new URL(url);
  return { path: decodeURIComponent(pathname), db: Number(searchParams.get('db') ?? 0) };
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
  access: (prefix: string) => `${prefix}:access`,
  projects: (prefix: string) => `${prefix}:projects`,
  cancel: (prefix: string) => `${prefix}:cancel`,
  pause: (prefix: string) => `${prefix}:pause`,
  input: (prefix: string) => `${prefix}:input`,
  answers: (prefix: string) => `${prefix}:answers`,
  scheduler: (prefix: string) => `${prefix}:wake:scheduler`,
  log: (prefix: string, taskId: string) => `${prefix}:log:${taskId}`,
};
