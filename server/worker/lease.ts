/** Keeps the worker's lease alive, and its guard informed of how long the runs may live without it. */
import { errorMessage } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { GUARD_KILLS_WITHIN_MS, WORKER_LEASE_MS } from '../tasks/workerLease.ts';
import type { Guard } from './guard.ts';
import { BEAT_MS, SILENCE_MS } from './guardTimes.ts';

const RENEW_MS = 3000;
/** The guard may look a moment before this process does. */
const GUARD_SPARE_MS = 200;

export interface LeaseDeps {
  /** False: the lease had ended. */
  renew: () => Promise<boolean>;
  onLost: () => void;
  guard: Pick<Guard, 'beat'>;
  log: Logger;
}

export class Lease {
  readonly #deps: LeaseDeps;
  readonly #timer: NodeJS.Timeout;
  /** By the monotonic clock, counted from before the database was asked: so it ends here first. */
  #validUntil: number;
  #renewedAt: number;
  /** When the guard ends the runs unless it hears of us. */
  #guardWaitsUntil = Number.POSITIVE_INFINITY;
  #renewing: Promise<void> | undefined;
  #lost = false;

  /** @param askedAt when the lease was asked for that has just been granted. */
  constructor(askedAt: number, deps: LeaseDeps) {
    this.#deps = deps;
    this.#renewedAt = askedAt;
    this.#validUntil = askedAt + WORKER_LEASE_MS;
    this.#timer = setInterval(() => this.#tick(), BEAT_MS);
    this.#beat();
  }

  /**
   * Whether runs may be started and results written. Otherwise the lease has ended, or the guard may have ended the
   * runs, and what a run's end looks like then says nothing about the run.
   */
  get held(): boolean {
    const now = performance.now();
    const inTime =
      now < this.#validUntil - GUARD_KILLS_WITHIN_MS && now < this.#guardWaitsUntil - GUARD_SPARE_MS;
    return !this.#lost && inTime;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewing;
  }

  #tick(): void {
    if (this.#lost) return;
    if (!this.held) {
      this.#lose();
      return;
    }
    this.#beat();
    if (performance.now() - this.#renewedAt >= RENEW_MS) this.#renewing ??= this.#renew();
  }

  #beat(): void {
    const now = performance.now();
    const validForMs = Math.max(0, Math.min(SILENCE_MS, this.#validUntil - GUARD_KILLS_WITHIN_MS - now));
    this.#guardWaitsUntil = now + validForMs;
    this.#deps.guard.beat(validForMs);
  }

  async #renew(): Promise<void> {
    const asked = performance.now();
    try {
      const renewed = await this.#deps.renew();
      if (!renewed || !this.held) {
        this.#lose();
        return;
      }
      this.#renewedAt = asked;
      this.#validUntil = asked + WORKER_LEASE_MS;
      this.#beat();
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
