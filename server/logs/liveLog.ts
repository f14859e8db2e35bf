/** The newest lines of a task, in a Redis stream: an entry's id is the seq of its first line. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { LogStream } from '#shared/logs.ts';
import { channels, logKey } from '../redis/redis.ts';
import { type LogSegment, lastSeq } from './segment.ts';

const ENTRIES_READ_MAX = 50;
const AVAILABLE_POLL_MS = 50;

type Entry = [id: string, fields: string[]];

export class LiveLog {
  readonly #redis: Redis;
  readonly #prefix: string;

  /** @param redis a `quick` connection: a live line may be lost, since its durable copy follows. */
  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  get available(): boolean {
    return this.#redis.status === 'ready';
  }

  /** @throws if Redis isn't there within `timeoutMs`. */
  async whenAvailable(timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    while (!this.available) {
      if (performance.now() > deadline) throw new Error(`Redis didn't answer within ${timeoutMs} ms`);
      await delay(AVAILABLE_POLL_MS);
    }
  }

  /**
   * Adds segments and tells the followers. Redis refuses a seq that isn't above the last one.
   * @throws if Redis is away or refuses.
   */
  async append(taskId: string, segments: readonly LogSegment[]): Promise<void> {
    const pipeline = this.#redis.pipeline();
    const key = logKey(this.#prefix, taskId);
    for (const { seq, count, at, run, stream, text } of segments) {
      pipeline.xadd(key, `${seq}-0`, 'n', count, 't', at, 'r', run, 's', stream, 'x', text);
    }
    pipeline.publish(channels.log(this.#prefix, taskId), '');
    for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error;
  }

  /** Tells the followers that there is something new to see, such as the end. */
  notify(taskId: string): void {
    if (this.available) this.#redis.publish(channels.log(this.#prefix, taskId), '').catch(() => {});
  }

  /** Forgets lines before `seq`: they are durable. */
  async trim(taskId: string, seq: number): Promise<void> {
    await this.#redis.xtrim(logKey(this.#prefix, taskId), 'MINID', `${seq}-0`);
  }

  async remove(taskId: string): Promise<void> {
    await this.#redis.del(logKey(this.#prefix, taskId));
  }

  /** The seq of the last line that is here; 0 if none is. @throws if Redis is away */
  async lastSeq(taskId: string): Promise<number> {
    const key = logKey(this.#prefix, taskId);
    const [newest] = (await this.#redis.xrevrange(key, '+', '-', 'COUNT', 1)) as Entry[];
    return newest ? lastSeq(segmentOf(newest)) : 0;
  }

  /** Segments from the one that holds line `seq` (or the first one after it) on; a bounded number of them. @throws if Redis is away */
  async readFrom(taskId: string, seq: number): Promise<LogSegment[]> {
    const key = logKey(this.#prefix, taskId);
    const [holder] = (await this.#redis.xrevrange(key, `${seq}-0`, '-', 'COUNT', 1)) as Entry[];
    const from = holder && lastSeq(segmentOf(holder)) >= seq ? holder[0] : `${seq}-0`;
    const entries = (await this.#redis.xrange(key, from, '+', 'COUNT', ENTRIES_READ_MAX)) as Entry[];
    return entries.map(segmentOf);
  }
}

function segmentOf([id, fields]: Entry): LogSegment {
  const value = (name: string) => fields[fields.indexOf(name) + 1] ?? '';
  // The text comes last, and names are looked up from the front: what a program prints can't pose as a name.
  return {
    seq: Number(id.split('-')[0]),
    count: Number(value('n')),
    at: Number(value('t')),
    run: Number(value('r')),
    stream: value('s') as LogStream,
    text: value('x'),
  };
}
