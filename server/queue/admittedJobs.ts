/** Keeps the jobs of admitted tasks as they should be: one each, in its place, and none for what is held back. */
import type { QueueSignals } from '../events/redisSignals.ts';
import type { Logger } from '../logger.ts';
import type { Store } from '../store/store.ts';
import { readAdmitted } from '../tasks/admitTasks.ts';
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

  async keepInOrder(): Promise<void> {
    const { store, queues, signals, ageingSeconds, log } = this.#deps;
    // Before the tasks: what is admitted meanwhile must not look as if its job were for nothing.
    const jobs = await queues.waitingJobs();
    const now = Date.now();
    const startable = (await readAdmitted(store))
      .filter(({ held }) => !held)
      .map((task) => ({
        ...task,
        agedPriority: agedPriority(task.priority, task.readyAt, now, ageingSeconds),
      }));
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
    if (jobless.length === 0) return;
    // A job that was handed out to a dead worker keeps its id: the new one gets another.
    await queues.add(
      jobless.map((task) => ({ ...task, taskId: task.id, version: `${task.version}_${now}` })),
    );
    signals.wakeWorkers(jobless.map(({ queue }) => queue));
    log.info({ tasks: jobless.length }, 'gave admitted tasks their jobs again');
  }
}
