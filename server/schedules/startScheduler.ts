/** The role `scheduler`. Several may run at once: the rows decide who fires. */
import { listenToSignals } from '../events/redisSignals.ts';
import { channels } from '../redis/redis.ts';
import type { Services } from '../services.ts';
import type { Shutdown } from '../shutdown.ts';
import { ensureDefaultSchedules } from './ensureDefaultSchedules.ts';
import { SchedulerLoop } from './schedulerLoop.ts';

export async function startScheduler(services: Services, shutdown: Shutdown): Promise<SchedulerLoop> {
  const { publisher, redisSource, subscriber, store } = services;
  await ensureDefaultSchedules(store);
  const loop = new SchedulerLoop({ ...services, publish: (events) => publisher.publish(events) });
  shutdown.add('scheduler', () => loop.stop());
  listenToSignals(subscriber, { [channels.scheduler(redisSource.prefix)]: () => loop.wake() });
  return loop;
}
