/** Hints between processes over Redis pub/sub. Each may be lost: what it announces is a row first. */
import type { Redis } from 'ioredis';
import { channels } from '../redis/redis.ts';
import type { Signals } from '../tasks/signals.ts';

export interface QueueSignals extends Signals {
  /** A schedule was made or changed. */
  wakeScheduler(): void;
  /** Jobs were added to these queues. */
  wakeWorkers(queues: readonly string[]): void;
}

/** @param redis a `quick` connection; while Redis is away nothing is sent, and timers do the work. */
export function createRedisSignals(redis: Redis, prefix: string): QueueSignals {
  const send = (channel: string, message = '') => {
    if (redis.status === 'ready') redis.publish(channel, message).catch(() => {});
  };
  return {
    wakeDispatcher: () => send(channels.dispatcher(prefix)),
    wakeScheduler: () => send(channels.scheduler(prefix)),
    wakeWorkers: (queues) => send(channels.workers(prefix), [...new Set(queues)].join(',')),
    cancelRequested: (taskId) => send(channels.cancel(prefix), taskId),
    pauseChanged: (taskId) => send(channels.pause(prefix), taskId),
    inputTyped: (taskId) => send(channels.input(prefix), taskId),
    confirmationAnswered: (confirmationId) => send(channels.answers(prefix), confirmationId),
  };
}

/** Calls the handler of each channel until stopped; subscribes again after every reconnection. */
export async function listenToSignals(
  redis: Redis,
  handlers: Record<string, (message: string) => void>,
): Promise<void> {
  redis.on('message', (channel: string, message: string) => handlers[channel]?.(message));
  await redis.subscribe(...Object.keys(handlers));
}
