/** Keeps the worker's lease alive, and its guard informed of how long the runs may live without it. */
import { errorMessage } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { WORKER_LEASE_MS } from '../tasks/workerLease.ts';
import type { Guard } from './guard.ts';
import { BEAT_MS, KILL_ALLOWANCE_MS, SILENCE_MS } from './guardTimes.ts';

const RENEW_MS = 3000;

export class Lease {
  readonly #deps: { renew: () => Promise<boolean>; onLost: () => void; guard: Guard; log: Logger };
  readonly #timer: NodeJS.Timeout;
  /** By the monotonic clock, counted from when the renewal was sent: never later than the database's end. */
  #validUntil: number;
  #renewedAt: number;
  #beatAt: number;
  #renewing: Promise<void> | undefined;
  #lost = false;

  /** @param deps.renew false: the lease had ended. Begins with a lease that has just been granted. */
  constructor(deps: { renew: () => Promise<boolean>; onLost: () => void; guard: Guard; log: Logger }) {
    this.#deps = deps;
    this.#renewedAt = performance.now();
    this.#beatAt = this.#renewedAt;
    this.#validUntil = this.#renewedAt + WORKER_LEASE_MS;
    this.#timer = setInterval(() => this.#tick(), BEAT_MS);
    this.#beat();
  }

  /** Whether runs may be started and results written. */
  get held(): boolean {
    return !this.#lost && performance.now() < this.#validUntil - KILL_ALLOWANCE_MS;
  }

  /**
   * Whether the guard may have ended the runs: the process was stopped, or the lease couldn't be renewed in time.
   * What a run's end looks like then says nothing about the run.
   */
  get lapsed(): boolean {
    return !this.held || performance.now() - this.#beatAt > SILENCE_MS - BEAT_MS;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewing;
  }

  #tick(): void {
    if (this.#lost) return;
    if (this.lapsed) {
      this.#lose();
      return;
    }
    this.#beat();
    if (performance.now() - this.#renewedAt >= RENEW_MS) this.#renewing ??= this.#renew();
  }

  #beat(): void {
    const left = this.#validUntil - KILL_ALLOWANCE_MS - performance.now();
    this.#beatAt = performance.now();
    this.#deps.guard.beat(Math.max(0, Math.min(SILENCE_MS, left)));
  }

  async #renew(): Promise<void> {
    const asked = performance.now();
    try {
      if (await this.#deps.renew()) {
        this.#renewedAt = asked;
        this.#validUntil = asked + WORKER_LEASE_MS;
      } else {
        this.#lose();
      }
    } catch (error) {
      this.#deps.log.warn({ reason: errorMessage(error) }, 'the lease could not be renewed; trying again');
    } finally {
      this.#renewing = undefined;
    }
  }

  #lose(): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#deps.log.error('the lease was lost; its runs are ended');
    this.#deps.onLost();
  }
}
