/** How a run is told to stop, and what holds it up: both from outside. */
import type { RunFailure } from '../tasks/failRun.ts';
import { RunClock } from './runClock.ts';
import { RunInput } from './runInput.ts';

/** Why a run is ended before its program is done. The first reason stays. */
export type AbortReason =
  | 'cancelled'
  | 'timeout'
  | 'confirmation_expired'
  | 'handed_back'
  | 'lost'
  | LimitExceeded;

/** The run used more than it may. */
export interface LimitExceeded {
  failure: RunFailure;
}

/** Why a run doesn't go on, though its processes are there. */
export type HoldReason = 'paused' | 'waiting_confirmation';

/** A run's processes, as a pause sees them. */
export interface Processes {
  /** @param wanted false: they shall go on, or end. */
  stop(wanted: () => boolean): void;
  goOn(): void;
}

export class RunControl {
  readonly clock = new RunClock();
  readonly input = new RunInput();
  readonly #controller = new AbortController();
  readonly #holds = new Set<HoldReason>();
  readonly #onHeld: () => void;
  #processes: Processes | undefined;
  #started = false;

  /** @param onHeld it is held from now on, or no longer: it gives its slot back, or takes one again. */
  constructor(onHeld: () => void = () => {}) {
    this.#onHeld = onHeld;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get reason(): AbortReason | undefined {
    return this.#controller.signal.aborted ? (this.#controller.signal.reason as AbortReason) : undefined;
  }

  get held(): boolean {
    return this.#holds.size > 0;
  }

  abort(reason: AbortReason): void {
    this.#controller.abort(reason);
  }

  /** How its processes are stopped while it is paused. */
  stops(processes: Processes): void {
    this.#processes = processes;
  }

  /** Its first process is there. */
  started(): void {
    this.#started = true;
    if (!this.held) this.clock.go();
    if (this.#holds.has('paused')) this.#pause();
  }

  hold(reason: HoldReason): void {
    if (this.#holds.has(reason)) return;
    this.#change(() => this.#holds.add(reason));
    if (reason === 'paused') this.#pause();
  }

  goOn(reason: HoldReason): void {
    if (!this.#holds.has(reason)) return;
    this.#change(() => this.#holds.delete(reason));
    if (reason === 'paused') this.#processes?.goOn();
  }

  #pause(): void {
    this.#processes?.stop(() => this.#holds.has('paused') && !this.signal.aborted);
  }

  #change(change: () => void): void {
    const before = this.held;
    change();
    if (before === this.held) return;
    if (this.held) this.clock.stop();
    else if (this.#started) this.clock.go();
    this.#onHeld();
  }
}
