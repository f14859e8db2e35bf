/** The worker's slots: each free one looks for a task, runs it, and looks again. */
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

export interface SlotPoolDeps {
  slots: number;
  fetcher: JobFetcher;
  /** Claims and runs a task. @returns once its slot is free again. */
  run: (taskId: string, control: RunControl, claimed: () => void) => Promise<void>;
  mayFetch: () => boolean;
  /** Nothing runs any more. */
  onIdle: () => void;
  log: Logger;
}

export class SlotPool {
  readonly #deps: SlotPoolDeps;
  readonly #active = new Map<string, { control: RunControl; done: Promise<void> }>();
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
    this.#deps.fetcher.added(queues.length > 0 ? queues : undefined);
    this.#look();
  }

  #look(): void {
    this.#again = true;
    if (this.#closed) return;
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = undefined;
      if (this.#again && !this.#closed && this.#room > 0) this.#look();
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

  /** Runs that take a slot. */
  get #taken(): number {
    const held = [...this.#active.values()].filter(({ control }) => control.held).length;
    return this.#active.size - Math.min(held, HELD_MAX);
  }

  /** Free slots; none while it may not fetch. */
  get #room(): number {
    return this.#deps.mayFetch() ? Math.max(0, this.#deps.slots - this.#taken) : 0;
  }

  async #fill(): Promise<void> {
    try {
      while (this.#again && !this.#closed && this.#room > 0) {
        this.#again = false;
        const jobs = await this.#deps.fetcher.take(this.#room);
        if (jobs.length === 0 || this.#closed) return;
        for (const job of jobs) this.#start(job);
        this.#again = true;
      }
    } catch (error) {
      this.#again = false;
      this.#deps.log.warn({ reason: errorMessage(error) }, 'fetching a job failed; trying again');
    }
  }

  #start(job: FetchedJob): void {
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
    this.#active.set(taskId, { control, done });
  }
}
