/** The role `api`: REST, WebSocket and reference page. */
import { API_PREFIX } from '#shared/api.ts';
import { isLoopback } from '#shared/loopback.ts';
import { createAccessHints } from '../access/accessHints.ts';
import { createAuthentication } from '../access/authenticate.ts';
import { ensureAdminToken } from '../access/ensureAdminToken.ts';
import { EventHub } from '../events/eventHub.ts';
import { listenToSignals } from '../events/redisSignals.ts';
import { LogFollower } from '../logs/logFollower.ts';
import { LogReader } from '../logs/logReader.ts';
import { OperationRunner } from '../operations/operationRunner.ts';
import { processName } from '../processes/processName.ts';
import { channels, connectRedis } from '../redis/redis.ts';
import type { Services } from '../services.ts';
import type { Shutdown } from '../shutdown.ts';
import { keepPruning } from '../statistics/pruneCounters.ts';
import { ensureDefaultProject } from '../tasks/projects.ts';
import { createSubmitTask } from '../tasks/submitTask.ts';
import { type ApiApp, createApiApp } from './apiApp.ts';
import { requireToken } from './auth.ts';
import { accountRoutes } from './routes/accounts.ts';
import { confirmationRoutes } from './routes/confirmations.ts';
import { deadLetterRoutes } from './routes/deadLetters.ts';
import { addEventSocket, ticketRoutes } from './routes/events.ts';
import { limitRoutes } from './routes/limits.ts';
import { operationRoutes } from './routes/operations.ts';
import { projectRoutes } from './routes/projects.ts';
import { queueRoutes } from './routes/queues.ts';
import { rawLogRoutes } from './routes/rawLogs.ts';
import { addReference } from './routes/reference.ts';
import { scheduleRoutes } from './routes/schedules.ts';
import { statisticsRoutes } from './routes/statistics.ts';
import { taskBatchRoutes } from './routes/taskBatches.ts';
import { taskLogRoutes } from './routes/taskLogs.ts';
import { taskRoutes } from './routes/tasks.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { userRoutes } from './routes/users.ts';
import { workerRoutes } from './routes/workers.ts';

export interface StartedApi {
  app: ApiApp;
  /** There only when this start made it; it is shown once. */
  adminToken: string | undefined;
}

export async function startApi(services: Services, shutdown: Shutdown): Promise<StartedApi> {
  const { config, store, log, redisSource } = services;
  await ensureDefaultProject(store, isLoopback(config.host));
  const adminToken = await ensureAdminToken(store, config.adminToken);

  const hub = new EventHub({
    redis: connectRedis(redisSource, 'patient', log),
    prefix: redisSource.prefix,
    store,
    log,
  });
  hub.start();
  shutdown.add('events', () => hub.stop());

  const reader = new LogReader(services.live, services.storage);
  const follower = new LogFollower(reader, services.subscriber, redisSource.prefix);
  const stopPruning = keepPruning(store, (error) => log.warn({ err: error }, 'counters are pruned later'));
  shutdown.add('counters', stopPruning);
  const operations = new OperationRunner({ ...services, holder: processName() });
  shutdown.add('operations', () => operations.stop());
  const authentication = createAuthentication(store);
  const onAccessChanged = createAccessHints(authentication, {
    redis: services.redis,
    prefix: redisSource.prefix,
  });
  listenToSignals(services.subscriber, {
    [channels.access(redisSource.prefix)]: () => authentication.forget(),
  }).catch((error) => log.warn({ err: error }, 'revoked tokens are noticed a little later'));
  const socketDeps = {
    ...services,
    hub,
    follower,
    authentication,
    redisPrefix: redisSource.prefix,
    onSentAway: () => services.metrics.onClientSentAway(),
  };

  const { ageingSeconds } = config;
  const app = createApiApp(log);
  addReference(app, API_PREFIX);
  addEventSocket(app, `${API_PREFIX}/events`, socketDeps);
  app.use(`${API_PREFIX}/*`, requireToken(authentication));
  app.route(API_PREFIX, ticketRoutes(socketDeps));
  app.route(API_PREFIX, statisticsRoutes(store));
  app.route(API_PREFIX, deadLetterRoutes(services));
  app.route(API_PREFIX, operationRoutes({ store, onStarted: () => operations.wake() }));
  app.route(API_PREFIX, taskBatchRoutes({ ...services, ageingSeconds }));
  app.route(API_PREFIX, taskRoutes({ ...services, ageingSeconds, submitTask: createSubmitTask(services) }));
  app.route(API_PREFIX, rawLogRoutes({ store, storageUrl: config.storageUrl }));
  app.route(API_PREFIX, taskLogRoutes({ store, ageingSeconds, reader, follower }));
  app.route(API_PREFIX, confirmationRoutes(services));
  app.route(API_PREFIX, projectRoutes(services));
  app.route(API_PREFIX, accountRoutes(services));
  app.route(API_PREFIX, userRoutes({ store, signals: services.signals, onAccessChanged }));
  app.route(API_PREFIX, tokenRoutes({ store, onAccessChanged }));
  app.route(API_PREFIX, workerRoutes(store));
  app.route(API_PREFIX, queueRoutes(services));
  app.route(API_PREFIX, limitRoutes(services));
  app.route(API_PREFIX, scheduleRoutes(services));
  return { app, adminToken };
}
