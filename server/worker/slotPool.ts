/** The worker's slots, and its places beside them: each free one looks for a task, runs it, and looks again. */
import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '../errors.ts';
import type { SentText } from '../executors/executor.ts';
import type { Logger } from '../logger.ts';
import type { FetchedJob, JobFetcher } from './jobFetcher.ts';
import { type AbortReason, RunControl } from './runControl.ts';

/** Runs that are paused or wait for an answer, beside those that take a slot; more of them keep their slots. */
const HELD_MAX = 16;
/** The net below the wake-ups. */
const LOOK_EVERY_MS = 1000;
const ERROR_PAUSE_MS = 500;
const CLOSE_MS_MAX = 1000;

/** Where some tasks are run, and no others. */
export interface Places {
  count: number;
  /** Of the queues of those tasks. */
  fetcher: JobFetcher;
}

export interface SlotPoolDeps {
  /** The first ones look first. */
  places: readonly Places[];
  /** Claims and runs a task. @returns once its slot is free again. */
  run: (taskId: string, control: RunControl, claimed: () => void) => Promise<void>;
  mayFetch: () => boolean;
  /** Nothing runs any more. */
  onIdle: () => void;
  log: Logger;
}

export class SlotPool {
  readonly #deps: SlotPoolDeps;
  readonly #active = new Map<string, { control: RunControl; done: Promise<void>; at: Places }>();
  readonly #timer: NodeJS.Timeout;
  #filling: Promise<void> | undefined;
  #again = false;
  #closed = false;

  constructor(deps: SlotPoolDeps) {
    this.#deps = deps;
    this.#timer = setInterval(() => this.wake([]), LOOK_EVERY_MS);
    this.wake([]);
  }

  /** Jobs may have been added to these queues; to any, if none is named. */
  wake(queues: readonly string[]): void {
    for (const { fetcher } of this.#deps.places) fetcher.added(queues.length > 0 ? queues : undefined);
    this.#look();
  }

  #look(): void {
    this.#again = true;
    if (this.#closed) return;
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = undefined;
      if (this.#again && !this.#closed && this.#hasRoom) this.#look();
    });
  }

  get activeTaskIds(): string[] {
    return [...this.#active.keys()];
  }

  abort(taskId: string, reason: AbortReason): void {
    this.#active.get(taskId)?.control.abort(reason);
  }

  /** Whether a run is paused, as the store says. */
  setPaused(taskId: string, paused: boolean): void {
    const control = this.#active.get(taskId)?.control;
    if (paused) control?.hold('paused');
    else control?.goOn('paused');
  }

  send(taskId: string, text: SentText): void {
    this.#active.get(taskId)?.control.input.push(text);
  }

  abortAll(reason: AbortReason): void {
    for (const { control } of this.#active.values()) control.abort(reason);
  }

  /** No more tasks. Resolves when nothing is being fetched any more; runs go on. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    // With Redis away a fetch may wait for long; what it brings then is left to the reconciler.
    await Promise.race([this.#filling, delay(CLOSE_MS_MAX)]);
  }

  /** Resolves when every run has ended. */
  async idle(): Promise<void> {
    while (this.#active.size > 0) await Promise.all([...this.#active.values()].map(({ done }) => done));
  }

  get #hasRoom(): boolean {
    return this.#deps.places.some((places) => this.#roomAt(places) > 0);
  }

  /** Of these places those that are free; none while it may not fetch. */
  #roomAt(places: Places): number {
    if (!this.#deps.mayFetch()) return 0;
    const runs = [...this.#active.values()].filter(({ at }) => at === places);
    const held = runs.filter(({ control }) => control.held).length;
    return Math.max(0, places.count - (runs.length - Math.min(held, HELD_MAX)));
  }

  async #fill(): Promise<void> {
    try {
      while (this.#again && !this.#closed && this.#hasRoom) {
        this.#again = false;
        for (const places of this.#deps.places) {
          const room = this.#roomAt(places);
          const jobs = room > 0 ? await places.fetcher.take(room) : [];
          if (this.#closed) return;
          for (const job of jobs) this.#start(job, places);
          if (jobs.length > 0) this.#again = true;
        }
      }
    } catch (error) {
      this.#again = false;
      this.#deps.log.warn({ reason: errorMessage(error) }, 'fetching a job failed; trying again');
    }
  }

  #start(job: FetchedJob, at: Places): void {
    const { taskId } = job;
    // A second job for a task that this worker runs already has nothing to deliver.
    if (this.#active.has(taskId)) return void job.done().catch(() => {});
    const control = new RunControl(() => this.#look());
    const finished = () => void job.done().catch(() => {});
    const done = this.#deps
      .run(taskId, control, finished)
      .catch(async (error) => {
        this.#deps.log.warn({ taskId, reason: errorMessage(error) }, 'a task could not be claimed');
        await delay(ERROR_PAUSE_MS);
      })
      .finally(() => {
        this.#active.delete(taskId);
        control.input.end();
        if (this.#active.size === 0) this.#deps.onIdle();
        this.#look();
      });
    this.#active.set(taskId, { control, done, at });
  }
}
