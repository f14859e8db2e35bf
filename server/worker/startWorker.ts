/** A worker: registered, guarded, with slots that run tasks, until it is stopped or loses its lease. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Redis } from 'ioredis';
import type { SwitchyardEvent } from '#shared/events.ts';
import { PLACES_BESIDE_SLOTS, queuesBesideSlots, type TaskKind, taskKinds } from '#shared/taskKinds.ts';
import type { WorkerStatus } from '#shared/worker.ts';
import type { Config } from '../config.ts';
import { errorMessage } from '../errors.ts';
import { checkClaude } from '../executors/claude/checkClaude.ts';
import type { Executor } from '../executors/executor.ts';
import type { Logger } from '../logger.ts';
import type { LiveLog } from '../logs/liveLog.ts';
import type { LogStorage } from '../logs/logStorage.ts';
import { processName } from '../processes/processName.ts';
import { TreeSampler } from '../processes/treeSampler.ts';
import { slotQueues } from '../queue/queueNames.ts';
import type { Store } from '../store/store.ts';
import type { Transitions } from '../tasks/applyTransition.ts';
import { claimRun, createReadTask } from '../tasks/claimRun.ts';
import type { Projects } from '../tasks/projects.ts';
import { registerWorker, renewWorkerLease, setWorkerStatus, storeClaude } from '../tasks/workerLease.ts';
import { VERSION } from '../version.ts';
import { AnswerInbox } from './answerInbox.ts';
import { childEnvironment } from './childEnvironment.ts';
import { compareWithStore } from './compareWithStore.ts';
import { Guard } from './guard.ts';
import { InputInbox } from './inputInbox.ts';
import { JobFetcher } from './jobFetcher.ts';
import { Lease } from './lease.ts';
import { Leftovers } from './leftovers.ts';
import { lookAhead } from './lookAhead.ts';
import { repeated } from './repeated.ts';
import type { Retirement } from './retirement.ts';
import { runTask } from './runTask.ts';
import { SlotPool } from './slotPool.ts';

/** How long a worker that is told to stop lets its runs finish before it hands them back. */
export const DRAIN_GRACE_MS = 8000;

export interface WorkerDeps {
  config: Config;
  store: Store;
  transitions: Transitions;
  projects: Projects;
  live: LiveLog;
  storage: LogStorage;
  /** What runs each kind of task. */
  executors: Readonly<Record<TaskKind, Executor>>;
  /** A `patient` connection, for BullMQ. */
  queueRedis: Redis;
  redisPrefix: string;
  publish: (events: SwitchyardEvent[]) => void;
  /** The dispatcher should look: a worker came, or a slot is free. */
  onRoom: () => void;
  /** Undefined: it works for as long as it lives. */
  retirement: Retirement | undefined;
  log: Logger;
}

export interface RunningWorker {
  id: string;
  guardPid: number | undefined;
  /** Jobs were added to these queues. */
  wake(queues: readonly string[]): void;
  cancel(taskId: string): void;
  /** A run may have been paused or resumed, or somebody has said something to it. */
  lookAt(taskId: string): void;
  /** A question has its answer. */
  answered(confirmationId: string): void;
  /** Whether it takes tasks. */
  readonly works: boolean;
  readonly activeRuns: number;
  /** Lets runs finish for `graceMs`, hands the others back, and leaves nothing running. */
  stop(graceMs: number): Promise<void>;
}

/** @param onLost the lease was lost and every run has been ended: start another worker. */
export async function startWorker(deps: WorkerDeps, onLost: () => void): Promise<RunningWorker> {
  const { config, store, retirement, log } = deps;
  const worker = { id: randomUUID(), host: hostname() };
  const askedAt = performance.now();
  await registerWorker(store, {
    ...worker,
    pid: process.pid,
    process: processName(),
    version: VERSION,
    slots: config.slots,
  });
  const claude = tellClaude(deps, worker.id);
  const announce = (status: WorkerStatus) =>
    deps.publish([{ type: 'worker.changed', worker_id: worker.id, status, at: new Date().toISOString() }]);

  const answers = new AnswerInbox(store);
  const inputs = new InputInbox({ store, publish: deps.publish, log }, worker.id);
  const guard = new Guard(log);
  const fetcherOf = (queues: readonly string[]) =>
    new JobFetcher(deps.queueRedis, deps.redisPrefix, worker.id, queues);
  // A server that is never cleaned up comes to a halt: its own work waits for nobody's.
  const places = [
    { count: PLACES_BESIDE_SLOTS, fetcher: fetcherOf(queuesBesideSlots) },
    { count: config.slots, fetcher: fetcherOf(slotQueues) },
  ];
  const sampler = new TreeSampler();
  const readTask = createReadTask(store);
  const facts = factsOf(deps);
  const lease: Lease = new Lease(askedAt, {
    renew: async () => {
      const renewed = await renewWorkerLease(store, worker.id);
      if (renewed) compare();
      return renewed;
    },
    onLost: () => void lost(),
    guard,
    log,
  });
  const pool: SlotPool = new SlotPool({
    places,
    mayFetch: () => lease.held && !retirement?.drains,
    onIdle: () => retirement?.idle(),
    log,
    run: async (taskId, control, claimed) => {
      const reading = readTask(taskId);
      const looking = reading.then((task) => task && lookAhead(facts, deps.executors[task.kind], task));
      // If the row can't be read, the claim tells of it.
      looking.catch(() => {});
      const taken = await claimRun(deps.transitions, taskId, reading, worker);
      const executor = taken && (await looking);
      // What can't be begun in time is the reconciler's to give away.
      if (!executor || !lease.held) return claimed();
      // The job is acknowledged behind the first steps of the run: nothing rests on it any more.
      setImmediate(claimed);
      const runDeps = { ...deps, ...facts, answers, inputs, sampler, guard, lease, executor };
      const task = taken.isOld ? await readTask(taskId) : taken.task;
      // People may have said something while it had no worker.
      if (task?.kind === 'claude') compare();
      if (task) await runTask(runDeps, taken.claim, task, control);
      retirement?.runEnded();
      deps.onRoom();
    },
  });

  const compare = repeated(
    () => compareWithStore({ store, transitions: deps.transitions, pool, answers, inputs }, worker.id),
    (error) => log.warn({ reason: errorMessage(error) }, 'what the store says of the runs could not be read'),
  );

  const leftovers = new Leftovers({ store, log });
  const close = async () => {
    await claude;
    await pool.idle();
    await leftovers.stop();
    await lease.stop();
    await guard.stop();
    await Promise.all(places.map(({ fetcher }) => fetcher.close()));
  };
  const lost = async () => {
    announce('lost');
    pool.abortAll('lost');
    await pool.close();
    // What was being fetched meanwhile.
    pool.abortAll('lost');
    await close();
    onLost();
  };

  announce('live');
  deps.onRoom();
  log.info({ worker: worker.id, slots: config.slots }, 'the worker takes tasks');
  return {
    id: worker.id,
    guardPid: guard.pid,
    wake: (queues) => pool.wake(queues),
    cancel: (taskId) => pool.abort(taskId, 'cancelled'),
    lookAt: (taskId) => pool.activeTaskIds.includes(taskId) && compare(),
    answered: (id) =>
      void answers.answered(id).catch((error) => log.warn({ reason: errorMessage(error) }, 'read later')),
    get works() {
      return lease.held;
    },
    get activeRuns() {
      return pool.activeTaskIds.length;
    },
    async stop(graceMs) {
      announce('draining');
      await setWorkerStatus(store, worker.id, 'draining').catch(() => {});
      await pool.close();
      const timer = setTimeout(() => pool.abortAll('handed_back'), graceMs);
      await pool.idle();
      clearTimeout(timer);
      await close();
      await setWorkerStatus(store, worker.id, 'stopped').catch(() => {});
      announce('stopped');
    },
  };
}

/** Which Claude CLI this worker has: looked up beside its work, which doesn't wait for that. */
async function tellClaude({ config, store, log }: WorkerDeps, workerId: string): Promise<void> {
  const passed = { names: config.childEnv, prefixes: taskKinds.claude.passesOn };
  const found = await checkClaude(config.claudeBin, childEnvironment(process.env, passed, {}, {}));
  if (found.problem) log.info({ problem: found.problem }, 'tasks of kind claude are in want of their CLI');
  await storeClaude(store, workerId, found).catch((error) =>
    log.warn({ reason: errorMessage(error) }, 'the version of the Claude CLI was not stored'),
  );
}

/** What a run is told of its project, and of this machine. */
function factsOf({ config, projects }: WorkerDeps) {
  return {
    childEnv: config.childEnv,
    secretsOf: (projectId: string) => projects.secretsOf(projectId),
    denyRulesOf: (projectId: string) => projects.denyRules(projectId),
    errorPatternsOf: (projectId: string) => projects.errorPatterns(projectId),
    rulesOf: async (id: string) =>
      (await projects.find(id)) ?? { id, folders: [], programs: [], deny: [], limits: {}, subagents: {} },
  };
}
