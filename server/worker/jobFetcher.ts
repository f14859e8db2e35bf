/** Takes jobs off queues by hand: the most urgent first, one for each free place, none ahead. */
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { ABANDONED_MS } from '../queue/jobQueues.ts';
import type { JobData } from '../queue/queueNames.ts';
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
  readonly #mayHaveJobs: Set<string>;
  readonly #token: string;
  #atOnce = 1;

  /** @param queues the most urgent first. */
  constructor(redis: Redis, prefix: string, workerId: string, queues: readonly string[]) {
    this.#token = workerId;
    this.#mayHaveJobs = new Set(queues);
    const open = (name: string) =>
      new Worker<JobData>(name, null, {
        connection: redis,
        prefix: queuePrefix(prefix),
        autorun: false,
        // While its lock lasts, what a dead worker had fetched can't be removed.
        lockDuration: ABANDONED_MS,
      });
    this.#workers = new Map(queues.map((name) => [name, open(name)]));
    for (const worker of this.#workers.values()) worker.on('error', () => {});
  }

  /** Jobs may have been added to these queues; to any, if none is named. */
  added(queues: Iterable<string> = this.#workers.keys()): void {
    for (const name of queues) if (this.#workers.has(name)) this.#mayHaveJobs.add(name);
  }

  /**
   * Up to `max` jobs of the most urgent queue that has any; none if no queue has. There may be more. As many are asked
   * for in one go as were there the last time, and twice that the next time: an idle worker asks for one, a busy one
   * doesn't pay a trip for each.
   * @throws what Redis says, if it handed out nothing.
   */
  async take(max: number): Promise<FetchedJob[]> {
    for (const [name, worker] of this.#workers) {
      if (!this.#mayHaveJobs.delete(name)) continue;
      const asked = Math.min(this.#atOnce, max);
      const { found, failure } = await this.#ask(worker, asked);
      if (failure || found.length === asked) this.#mayHaveJobs.add(name);
      this.#atOnce = found.length === asked ? asked * 2 : 1;
      // What was handed out is this worker's, whatever became of the rest; and nobody's start waits for another's.
      if (found.length > 0) return found;
      if (failure) throw failure.reason;
    }
    return [];
  }

  async #ask(
    worker: Worker<JobData>,
    count: number,
  ): Promise<{ found: FetchedJob[]; failure: PromiseRejectedResult | undefined }> {
    const asking = Array.from({ length: count }, () => worker.getNextJob(this.#token, { block: false }));
    const answers = await Promise.allSettled(asking);
    const jobs = answers.flatMap((answer) => (answer.status === 'fulfilled' && answer.value) || []);
    const found = jobs.map((job) => ({
      taskId: job.data.taskId,
      done: async () => {
        await job.moveToCompleted(null as never, this.#token, false);
      },
    }));
    return { found, failure: answers.find((answer) => answer.status === 'rejected') };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers.values()].map((worker) => worker.close(true)));
  }
}
