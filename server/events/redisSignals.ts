/** Hints between processes over Redis pub/sub. Each may be lost: what it announces is a row first. */
import type { Redis } from 'ioredis';
import { channels } from '../redis/redis.ts';
import type { Signals } from '../tasks/signals.ts';

export interface QueueSignals extends Signals {
  /** The dispatcher of this process: it is told without Redis. @param wake false if another process dispatches. */
  dispatcherHere(wake: () => boolean): void;
  /** A schedule was made or changed. */
  wakeScheduler(): void;
  /** A project was changed or removed: what is remembered of it holds no longer. */
  projectChanged(id: string): void;
  /** Jobs were added to these queues. */
  wakeWorkers(queues: readonly string[]): void;
}

/** @param redis a `quick` connection; while Redis is away nothing is sent, and timers do the work. */
export function createRedisSignals(redis: Redis, prefix: string): QueueSignals {
  const send = async (channel: string, message = '') => {
    if (redis.status === 'ready') await redis.publish(channel, message).catch(() => {});
  };
  let wakeHere = () => false;
  const wakeElsewhere = oneAtATime(() => send(channels.dispatcher(prefix)));
  return {
    dispatcherHere(wake) {
      wakeHere = wake;
    },
    wakeDispatcher() {
      if (!wakeHere()) wakeElsewhere();
    },
    wakeScheduler: () => void send(channels.scheduler(prefix)),
    projectChanged: (id) => void send(channels.projects(prefix), id),
    wakeWorkers: (queues) => void send(channels.workers(prefix), [...new Set(queues)].join(',')),
    cancelRequested: (taskId) => void send(channels.cancel(prefix), taskId),
    pauseChanged: (taskId) => void send(channels.pause(prefix), taskId),
    inputSent: (taskId) => void send(channels.input(prefix), taskId),
    confirmationAnswered: (confirmationId) => void send(channels.answers(prefix), confirmationId),
  };
}

/** What is asked for while one is on its way is done once, after it. */
function oneAtATime(send: () => Promise<void>): () => void {
  let sending = false;
  let again = false;
  return async () => {
    again = true;
    if (sending) return;
    sending = true;
    while (again) {
      again = false;
      await send();
    }
    sending = false;
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
