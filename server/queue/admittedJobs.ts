/** Keeps the jobs of admitted tasks as they should be: one each, in its place, and none for what a limit holds back. */
import type { QueueSignals } from '../events/redisSignals.ts';
import type { Logger } from '../logger.ts';
import type { Store } from '../store/store.ts';
import { type AdmittedGroup, type AdmittedTask, readAdmitted } from '../tasks/admitTasks.ts';
import { type Limits, readRuns, withinLimits } from '../tasks/limits.ts';
import { agedPriority } from './chooseTasks.ts';
import { type JobQueues, jobPriority } from './jobQueues.ts';

/** An admitted task that nobody claimed for this long may have lost its job. */
const UNCLAIMED_MS = 3000;

export interface AdmittedJobsDeps {
  store: Store;
  queues: JobQueues;
  signals: Pick<QueueSignals, 'wakeWorkers'>;
  ageingSeconds: number;
  log: Logger;
}

export class AdmittedJobs {
  readonly #deps: AdmittedJobsDeps;

  constructor(deps: AdmittedJobsDeps) {
    this.#deps = deps;
  }

  /** @returns what may be started of what is admitted. */
  async keepInOrder(limits: Limits): Promise<AdmittedGroup[]> {
    const { store, queues, signals, ageingSeconds, log } = this.#deps;
    // Before the tasks: what is admitted meanwhile must not look as if its job were for nothing.
    const jobs = await queues.waitingJobs();
    const now = Date.now();
    const admitted = (await readAdmitted(store))
      .map((task) => ({
        ...task,
        agedPriority: agedPriority(task.priority, task.readyAt, now, ageingSeconds),
      }))
      .sort((a, b) => b.agedPriority - a.agedPriority || a.readyAt - b.readyAt);
    // Limits were kept when they were admitted; since then one may have been lowered.
    const startable = withinLimits(admitted, await readRuns(store), limits);
    const wanted = new Map(startable.map((task) => [task.id, task]));
    const waiting = new Set<string>();
    const misplaced = new Set<string>();
    for (const job of jobs) {
      const task = wanted.get(job.taskId);
      const isRight = task && task.queue === job.queue && jobPriority(task.agedPriority) === job.priority;
      if (isRight) waiting.add(job.taskId);
      else if (await job.remove()) misplaced.add(job.taskId);
    }
    const jobless = startable.filter(
      ({ id, changedAt }) => !waiting.has(id) && (misplaced.has(id) || now - changedAt > UNCLAIMED_MS),
    );
    if (jobless.length === 0) return asGroups(startable);
    // A job that was handed out to a dead worker keeps its id: the new one gets another.
    await queues.add(
      jobless.map((task) => ({ ...task, taskId: task.id, version: `${task.version}_${now}` })),
    );
    signals.wakeWorkers(jobless.map(({ queue }) => queue));
    log.info({ tasks: jobless.length }, 'gave admitted tasks their jobs again');
    return asGroups(startable);
  }
}

function asGroups(tasks: readonly AdmittedTask[]): AdmittedGroup[] {
  return tasks.map(({ queue, priority, readyAt }) => ({ queue, priority, tasks: 1, youngestAt: readyAt }));
}
