/** The dispatcher's side of BullMQ: adding jobs, and seeing which ones wait. */
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { queuePrefix } from '../redis/redis.ts';
import type { Admitted } from '../tasks/admitTasks.ts';
import { type JobData, taskQueues } from './queueNames.ts';

/** A job that was handed out and never taken (its worker died in between) is forgotten after this. */
export const ABANDONED_MS = 10_000;

export class JobQueues {
  readonly #queues: ReadonlyMap<string, Queue<JobData>>;
  /** As this process has left them. */
  readonly #paused = new Set<string>();

  constructor(redis: Redis, prefix: string) {
    const open = (name: string) =>
      new Queue<JobData>(name, { connection: redis, prefix: queuePrefix(prefix) });
    this.#queues = new Map(taskQueues.map((name) => [name, open(name)]));
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
          jobs.map(({ taskId, version }) => ({
            name: 'run',
            data: { taskId },
            opts: { jobId: `${taskId}_${version}`, removeOnComplete: true, removeOnFail: true },
          })),
        ),
      ),
    );
  }

  /** The tasks that have a job waiting. */
  async waitingTaskIds(): Promise<Set<string>> {
    const jobs = await Promise.all(
      [...this.#queues.values()].map((queue) => queue.getJobs(['waiting', 'prioritized'])),
    );
    return new Set(jobs.flat().flatMap((job) => (job ? [job.data.taskId] : [])));
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
