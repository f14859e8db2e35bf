/** Tells every process at once that tokens or users have changed. A lost hint is made up for within a second or two. */
import type { Redis } from 'ioredis';
import { channels } from '../redis/redis.ts';
import type { Authentication } from './authenticate.ts';

/** @returns call it once a change is stored. */
export function createAccessHints(
  authentication: Authentication,
  { redis, prefix }: { redis: Redis; prefix: string },
): () => void {
  return () => {
    authentication.forget();
    if (redis.status === 'ready') redis.publish(channels.access(prefix), '').catch(() => {});
  };
}
