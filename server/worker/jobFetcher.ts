/** Takes jobs off the tier queues by hand: the most urgent first, one for a free slot, none ahead. */
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { ABANDONED_MS } from '../queue/jobQueues.ts';
import { type JobData, taskQueues } from '../queue/queueNames.ts';
import { queuePrefix } from '../redis/redis.ts';

export interface FetchedJob {
  taskId: string;
  /** The job has done its service: the task is claimed, or there is nothing to claim. */
  done(): Promise<void>;
}

export class JobFetcher {
  /** Queue name → its reader, the most urgent first. */
  readonly #workers: ReadonlyMap<string, Worker<JobData>>;
  /** Queues that were not found empty since jobs were last added: the others needn't be asked. */
  readonly #mayHaveJobs = new Set<string>(taskQueues);
  readonly #token: string;

  constructor(redis: Redis, prefix: string, workerId: string) {
    this.#token = workerId;
    const open = (name: string) =>
      new Worker<JobData>(name, null, {
        connection: redis,
        prefix: queuePrefix(prefix),
        autorun: false,
        // While its lock lasts, what a dead worker had fetched can't be removed.
        lockDuration: ABANDONED_MS,
      });
    this.#workers = new Map(taskQueues.map((name) => [name, open(name)]));
    for (const worker of this.#workers.values()) worker.on('error', () => {});
  }

  /** Jobs may have been added to these queues; to any, if none is named. */
  added(queues: readonly string[] = taskQueues): void {
    for (const name of queues) if (this.#workers.has(name)) this.#mayHaveJobs.add(name);
  }

  /** The next job, or undefined if no queue has one. */
  async next(): Promise<FetchedJob | undefined> {
    for (const [name, worker] of this.#workers) {
      if (!this.#mayHaveJobs.delete(name)) continue;
      const job = await worker.getNextJob(this.#token, { block: false });
      if (!job) continue;
      this.#mayHaveJobs.add(name);
      const done = async () => {
        await job.moveToCompleted(null as never, this.#token, false);
      };
      return { taskId: job.data.taskId, done };
    }
    return undefined;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers.values()].map((worker) => worker.close(true)));
  }
}
