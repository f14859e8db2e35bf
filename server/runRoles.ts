/** One process with one or more roles: it answers for its health at once, and works when its stores are there. */
import { Hono } from 'hono';
import type { Config } from './config.ts';
import { AppError, errorMessage } from './errors.ts';
import { healthRoutes, type ReadinessCheck } from './http/health.ts';
import { listen } from './http/listen.ts';
import { problemResponse } from './http/problems.ts';
import { createLogger, type Logger } from './logger.ts';
import { createMetrics } from './monitoring/metrics.ts';
import { createServices } from './services.ts';
import { Shutdown } from './shutdown.ts';
import type { Store } from './store/store.ts';
import { waitForStore } from './store/waitForStore.ts';

const REDIS_WAIT_MS = 3000;

export interface RunningRoles {
  url: string;
  /** There only when this start made it. */
  adminToken: string | undefined;
  stop(): Promise<void>;
}

/** Resolves when every role works. @throws what a person has to mend, in words. */
export async function runRoles(config: Config, signal: AbortSignal): Promise<RunningRoles> {
  const roles = config.roles ?? [];
  const log = createLogger(config.logLevel, { roles: roles.join(',') });
  const shutdown = new Shutdown(log);
  const metrics = createMetrics();
  const checks: Record<string, ReadinessCheck> = { start: waiting('waits for MySQL') };

  const front = new Front(healthRoutes({ roles, checks: () => checks, metrics: metrics.registry }), log);
  const listening = await listen(front, config);
  shutdown.add('health', () => listening.close());
  try {
    const store = await openStore(config, signal, checks, log);
    shutdown.add('MySQL', () => store.close());
    const services = createServices(config, store, metrics, log, shutdown);
    checks.mysql = () => store.ping();
    checks.redis = async () => void (await services.redis.ping());
    // The first hints and events should not get lost for want of a moment; without Redis it goes on all the same.
    await services.live
      .whenAvailable(REDIS_WAIT_MS)
      .catch((error) => log.warn({ reason: errorMessage(error) }, 'starting'));
    // Each role is loaded only where it is played: its process starts sooner and stays smaller.
    let adminToken: string | undefined;
    if (roles.includes('api')) {
      const { startApi } = await import('./http/startApi.ts');
      const api = await startApi(services, shutdown);
      adminToken = api.adminToken;
      front.serve(api.app);
    }
    if (roles.includes('dispatcher')) {
      const { startDispatcher } = await import('./queue/startDispatcher.ts');
      startDispatcher(services, shutdown);
    }
    if (roles.includes('scheduler')) {
      const { startScheduler } = await import('./schedules/startScheduler.ts');
      const scheduler = await startScheduler(services, shutdown);
      checks.scheduler = () => scheduler.check();
    }
    if (roles.includes('worker')) {
      checks.start = waiting('the worker registers');
      const { createExecutors } = await import('./executors/registry.ts');
      const { keepWorker } = await import('./worker/keepWorker.ts');
      const worker = await keepWorker(services, createExecutors(services), shutdown);
      checks.worker = () => worker.check();
      metrics.gauge('switchyard_worker_active_runs', 'Runs of this worker.', () => worker.activeRuns);
    }
    delete checks.start;
    // Closed before everything else: what comes in last is still answered whole.
    shutdown.add('http', () => listening.close());
    return { url: listening.url, adminToken, stop: () => shutdown.run() };
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}

function waiting(what: string): ReadinessCheck {
  return () => {
    throw new Error(what);
  };
}

async function openStore(
  config: Config,
  signal: AbortSignal,
  checks: Record<string, ReadinessCheck>,
  log: Logger,
): Promise<Store> {
  let told = '';
  return waitForStore(config.databaseUrl ?? '', signal, (error) => {
    const reason = errorMessage(error) || (error as { code?: string }).code || 'no answer';
    checks.start = waiting(`waits for MySQL: ${reason}`);
    if (reason !== told) log.warn({ reason }, 'waiting for MySQL');
    told = reason;
  });
}

/** What the port answers: health from the first moment, the rest once there is something behind it. */
class Front {
  readonly #app: Hono;
  #behind: Pick<Hono, 'fetch'> | undefined;

  constructor(health: Hono, log: Logger) {
    this.#app = new Hono();
    this.#app.route('/', health);
    this.#app.notFound((context) => {
      if (this.#behind) return this.#behind.fetch(context.req.raw, context.env);
      const message = 'This process has nothing to serve here: it is starting, or the role api is elsewhere.';
      return problemResponse(new AppError({ code: 'server.not_ready', message, status: 503 }), context, log);
    });
  }

  serve(app: Pick<Hono, 'fetch'>): void {
    this.#behind = app;
  }

  get fetch(): Hono['fetch'] {
    return this.#app.fetch;
  }
}
