/** The role `dispatcher`: admits, reconciles, and relays events, if no other process does. */

import { EventRelay } from '../events/eventRelay.ts';
import { listenToSignals } from '../events/redisSignals.ts';
import { sealLog } from '../logs/logWriter.ts';
import { processName } from '../processes/processName.ts';
import { channels, connectRedis } from '../redis/redis.ts';
import type { Services } from '../services.ts';
import type { Shutdown } from '../shutdown.ts';
import { AdmittedJobs } from './admittedJobs.ts';
import { Dispatcher } from './dispatcher.ts';
import { DispatcherLoop } from './dispatcherLoop.ts';
import { JobQueues } from './jobQueues.ts';
import { Leadership } from './leadership.ts';
import { Reconciler } from './reconciler.ts';

export function startDispatcher(services: Services, shutdown: Shutdown): void {
  const { config, store, redis, redisSource, publisher, transitions, signals, live, storage, log } = services;
  const prefix = redisSource.prefix;
  const queueRedis = connectRedis(redisSource, 'quick', log);
  const queues = new JobQueues(queueRedis, prefix);
  shutdown.add('queues', async () => {
    await queues.close();
    queueRedis.disconnect();
  });
  const { ageingSeconds } = config;
  const admittedJobs = new AdmittedJobs({ store, queues, signals, ageingSeconds, log });
  const loop = new DispatcherLoop({
    leadership: new Leadership(store, 'dispatcher', processName()),
    dispatcher: new Dispatcher({ ...services, queues, ageingSeconds }),
    reconciler: new Reconciler({
      store,
      transitions,
      queues,
      admittedJobs,
      sealLog: (taskId) => sealLog({ live, storage }, taskId),
      onWorkersLost: (ids) => {
        const at = new Date().toISOString();
        publisher.publish(ids.map((id) => ({ type: 'worker.changed', worker_id: id, status: 'lost', at })));
      },
      onAlerts: (alerts) => publisher.publish(alerts),
      log,
    }),
    relay: new EventRelay({ store, redis, prefix, publisher }),
    log,
  });
  shutdown.add('dispatcher', () => loop.stop());
  signals.dispatcherHere(() => loop.wake());
  listenToSignals(services.subscriber, { [channels.dispatcher(prefix)]: () => void loop.wake() });
}
