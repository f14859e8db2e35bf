/** The dispatcher's side of BullMQ: adding jobs, and seeing which ones wait. */
import { type Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { queuePrefix } from '../redis/redis.ts';
import type { Admitted } from '../tasks/admitTasks.ts';
import { type JobData, taskQueues } from './queueNames.ts';

/** A job that was handed out and never taken (its worker died in between) is forgotten after this. */
export const ABANDONED_MS = 10_000;

export interface WaitingJob {
  taskId: string;
  queue: string;
  /** See {@link jobPriority}. */
  priority: number;
  /** @returns false if a worker has fetched it meanwhile. */
  remove(): Promise<boolean>;
}

/** The order within a queue, as BullMQ counts: 1 comes first. */
export function jobPriority(agedPriority: number): number {
  return 11 - Math.min(10, Math.max(1, agedPriority));
}

function waitingJob(queue: string, job: Job<JobData>): WaitingJob {
  return {
    taskId: job.data.taskId,
    queue,
    priority: job.priority,
    remove: () =>
      job.remove().then(
        () => true,
        () => false,
      ),
  };
}

export class JobQueues {
  readonly #queues: ReadonlyMap<string, Queue<JobData>>;
  readonly #redis: Redis;
  /** As this process has left them. */
  readonly #paused = new Set<string>();

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    const open = (name: string) =>
      new Queue<JobData>(name, { connection: redis, prefix: queuePrefix(prefix) });
    this.#queues = new Map(taskQueues.map((name) => [name, open(name)]));
  }

  /** Whether Redis takes jobs, as far as its connection tells. */
  get reached(): boolean {
    return this.#redis.status === 'ready';
  }

  /**
   * Adds a job for each admission. Adding one again while it waits does nothing: its id names the task and the
   * version of the task at its admission.
   */
  async add(admitted: readonly Admitted[]): Promise<void> {
    const byQueue = Map.groupBy(admitted, ({ queue }) => queue);
    await Promise.all(
      [...byQueue].map(([name, jobs]) =>
        this.#queue(name).addBulk(
          jobs.map(({ taskId, version, agedPriority }) => ({
            name: 'run',
            data: { taskId },
            opts: {
              jobId: `${taskId}_${version}`,
              priority: jobPriority(agedPriority),
              removeOnComplete: true,
              removeOnFail: true,
            },
          })),
        ),
      ),
    );
  }

  /** Jobs that no worker has fetched yet. */
  async waitingJobs(): Promise<WaitingJob[]> {
    const found = await Promise.all(
      [...this.#queues].map(async ([name, queue]) => {
        const jobs = await queue.getJobs(['waiting', 'prioritized']);
        // One that was fetched while they were read is not there any more.
        return jobs.flatMap((job) => (job ? [waitingJob(name, job)] : []));
      }),
    );
    return found.flat();
  }

  /**
   * Has BullMQ pause and resume the queues as it should be.
   * @param afresh asks BullMQ how it is: a Redis that was emptied has forgotten. Otherwise only changes cost a trip.
   */
  async applyPauses(isPaused: (name: string) => boolean, afresh = false): Promise<void> {
    for (const [name, queue] of this.#queues) {
      const wanted = isPaused(name);
      const known = afresh ? await queue.isPaused() : this.#paused.has(name);
      if (known !== wanted) await (wanted ? queue.pause() : queue.resume());
      if (wanted) this.#paused.add(name);
      else this.#paused.delete(name);
    }
  }

  /** Removes what was handed out to a worker that died before it took it. */
  async removeAbandoned(): Promise<void> {
    for (const queue of this.#queues.values()) {
      for (const job of await queue.getActive()) {
        if (job && Date.now() - (job.processedOn ?? 0) > ABANDONED_MS) await job.remove().catch(() => {});
      }
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
  }

  #queue(name: string): Queue<JobData> {
    const queue = this.#queues.get(name);
    if (!queue) throw new Error(`there is no queue ${name}`);
    return queue;
  }
}
