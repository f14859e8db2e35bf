/** The role `worker`: a worker, and another one after it when it has lost its lease. */
import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '../errors.ts';
import { listenToSignals } from '../events/redisSignals.ts';
import { whyStartsAreSlow } from '../processes/startProcess.ts';
import { channels, connectRedis } from '../redis/redis.ts';
import type { Services } from '../services.ts';
import type { Shutdown } from '../shutdown.ts';
import { Retirement } from './retirement.ts';
import { DRAIN_GRACE_MS, type RunningWorker, startWorker, type WorkerDeps } from './startWorker.ts';

const RETRY_MS = 500;
/** After the grace, runs are ended: TERM, 5 s, KILL. */
const STOP_MS_MAX = DRAIN_GRACE_MS + 6500;

export interface KeptWorker {
  /** Throws, in words, while there is no worker that takes tasks. */
  check(): void;
  readonly activeRuns: number;
  readonly guardPid: number | undefined;
}

export async function keepWorker(
  services: Services,
  executors: WorkerDeps['executors'],
  shutdown: Shutdown,
): Promise<KeptWorker> {
  const { config, redisSource, publisher, signals, log } = services;
  void whyStartsAreSlow().then((problem) => {
    if (problem) log.warn({ problem }, 'programs are started in the slow way, and maybe without terminals');
  });
  const queueRedis = connectRedis(redisSource, 'patient', log);
  shutdown.add('worker connection', async () => queueRedis.disconnect());
  // Only where a supervisor starts another process, and nothing else is lost with this one.
  const alone = config.supervised && config.roles?.join() === 'worker';
  const retirement = alone ? new Retirement(() => process.kill(process.pid, 'SIGTERM')) : undefined;
  let current: RunningWorker | undefined;
  let stopping = false;
  let starting: Promise<void> = Promise.resolve();

  const start = async () => {
    while (!stopping) {
      try {
        current = await startWorker(
          {
            ...services,
            executors,
            queueRedis,
            redisPrefix: redisSource.prefix,
            publish: (events) => publisher.publish(events),
            retirement,
            onRoom: () => signals.wakeDispatcher(),
          },
          () => {
            current = undefined;
            starting = start();
          },
        );
        return;
      } catch (error) {
        log.warn({ reason: errorMessage(error) }, 'the worker can’t start yet; trying again');
        await delay(RETRY_MS);
      }
    }
  };
  await start();
  shutdown.add(
    'worker',
    async () => {
      stopping = true;
      await starting;
      await current?.stop(DRAIN_GRACE_MS);
    },
    STOP_MS_MAX,
  );
  listenToSignals(services.subscriber, {
    [channels.workers(redisSource.prefix)]: (queues) => current?.wake(queues.split(',')),
    [channels.cancel(redisSource.prefix)]: (taskId) => current?.cancel(taskId),
    [channels.pause(redisSource.prefix)]: (taskId) => current?.lookAt(taskId),
    [channels.input(redisSource.prefix)]: (taskId) => current?.lookAt(taskId),
    [channels.answers(redisSource.prefix)]: (id) => current?.answered(id),
  });
  return {
    check() {
      if (!current?.works) throw new Error('the worker has no lease now; it tries to get one');
    },
    get activeRuns() {
      return current?.activeRuns ?? 0;
    },
    get guardPid() {
      return current?.guardPid;
    },
  };
}
