/** Takes jobs off the tier queues by hand: the most urgent first, one for a free slot, none ahead. */
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { type JobData, taskQueues } from '../queue/queueNames.ts';
import { queuePrefix } from '../redis/redis.ts';

export interface FetchedJob {
  taskId: string;
  /** The job has done its service: the task is claimed, or there is nothing to claim. */
  done(): Promise<void>;
}

export class JobFetcher {
  readonly #workers: Worker<JobData>[];
  readonly #token: string;

  constructor(redis: Redis, prefix: string, workerId: string) {
    this.#token = workerId;
    this.#workers = taskQueues.map(
      (name) =>
        new Worker<JobData>(name, null, { connection: redis, prefix: queuePrefix(prefix), autorun: false }),
    );
    for (const worker of this.#workers) worker.on('error', () => {});
  }

  /** The next job, or undefined if no queue has one. */
  async next(): Promise<FetchedJob | undefined> {
    for (const worker of this.#workers) {
      const job = await worker.getNextJob(this.#token, { block: false });
      if (!job) continue;
      const done = async () => {
        await job.moveToCompleted(null as never, this.#token, false);
      };
      return { taskId: job.data.taskId, done };
    }
    return undefined;
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close(true)));
  }
}
