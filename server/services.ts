/** What the roles of a process share: the stores, and the few objects that everything goes through. */
import type { Redis } from 'ioredis';
import type { StoredEvent } from '#shared/events.ts';
import type { Config } from './config.ts';
import { errorMessage } from './errors.ts';
import { createEventPublisher, type EventPublisher } from './events/eventPublisher.ts';
import { createRedisSignals, listenToSignals, type QueueSignals } from './events/redisSignals.ts';
import type { MaintenanceActions } from './executors/maintenance/maintenanceActions.ts';
import type { Logger } from './logger.ts';
import { LiveLog } from './logs/liveLog.ts';
import { type LogStorage, openLogStorage } from './logs/logStorage.ts';
import { createMaintenance } from './maintenance/createMaintenance.ts';
import type { Metrics } from './monitoring/metrics.ts';
import { channels, connectRedis, DEFAULT_PREFIX, type RedisSource } from './redis/redis.ts';
import { createSecretBox } from './secrets/secretBox.ts';
import type { Shutdown } from './shutdown.ts';
import type { Store } from './store/store.ts';
import { createTransitions, type Transitions } from './tasks/applyTransition.ts';
import { followFailures, revokeDependents } from './tasks/dependencies.ts';
import { failureAlerts } from './tasks/failureAlerts.ts';
import { createProjects, type Projects } from './tasks/projects.ts';

export interface Services {
  config: Config;
  log: Logger;
  metrics: Metrics;
  store: Store;
  redisSource: RedisSource;
  /** For hints and reads that may fail while Redis is away. */
  redis: Redis;
  /** For subscriptions alone. */
  subscriber: Redis;
  publisher: EventPublisher;
  signals: QueueSignals;
  transitions: Transitions;
  projects: Projects;
  live: LiveLog;
  storage: LogStorage;
  /** What follows on new tasks, once they are stored; see `SubmitDeps`. */
  onCommitted: (events: StoredEvent[]) => void;
  onDependentsStored: (parentIds: string[]) => void;
  maintenance: MaintenanceActions;
}

/** Closing is left to `shutdown`. */
export function createServices(
  config: Config,
  store: Store,
  metrics: Metrics,
  log: Logger,
  shutdown: Shutdown,
): Services {
  const redisSource = { url: config.redisUrl ?? '', prefix: DEFAULT_PREFIX };
  const redis = connectRedis(redisSource, 'quick', log);
  const subscriber = connectRedis(redisSource, 'patient', log);
  shutdown.add('Redis', async () => {
    redis.disconnect();
    subscriber.disconnect();
  });
  const toRedis = createEventPublisher(redis, redisSource.prefix, log);
  const publisher: EventPublisher = {
    publish(events) {
      // Whoever raises an alert publishes it, in whatever role.
      metrics.onAlerts(events.filter((event) => event.type === 'alert.raised'));
      toRedis.publish(events);
    },
    watch: toRedis.watch,
  };
  const transitions: Transitions = createTransitions(store, (events, applied) => {
    metrics.onCommitted(events);
    publisher.publish([...events, ...failureAlerts(applied)]);
    followFailures({ store, transitions }, events).catch((error) => {
      log.warn({ reason: errorMessage(error) }, 'dependents are revoked later, by the reconciler');
    });
  });
  const signals = createRedisSignals(redis, redisSource.prefix);
  const projects = createProjects(store, createSecretBox(config.secretKey), signals.projectChanged);
  listenToSignals(subscriber, {
    [channels.projects(redisSource.prefix)]: (id) => projects.forget(id),
  }).catch((error) => log.warn({ err: error }, 'changed projects are noticed a little later'));
  const storage = openLogStorage(config.storageUrl);
  return {
    config,
    log,
    metrics,
    store,
    redisSource,
    redis,
    subscriber,
    publisher,
    signals,
    transitions,
    projects,
    live: new LiveLog(redis, redisSource.prefix),
    storage,
    onCommitted(events) {
      metrics.onCommitted(events);
      publisher.publish(events);
    },
    onDependentsStored(parentIds) {
      revokeDependents({ store, transitions }, parentIds).catch((error) =>
        log.warn({ err: error }, 'dependents are revoked later'),
      );
    },
    maintenance: createMaintenance({
      store,
      storage,
      publish: (alerts) => publisher.publish(alerts),
      databaseUrl: config.databaseUrl ?? '',
      dataDir: config.dataDir,
    }),
  };
}
