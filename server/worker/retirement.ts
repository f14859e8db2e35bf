/** A worker that has run many tasks makes room for a new process: what leaks, leaks for a while only. */

const RUNS_MAX = 1000;
/** So long it takes nothing new and waits for its runs to end; longer ones aren't worth idle slots. */
const DRAIN_MS = 60_000;

export class Retirement {
  readonly #onRetired: () => void;
  #left = RUNS_MAX;
  #drainsUntil: number | undefined;
  /** It has waited in vain once: any moment in which nothing runs will do. */
  #isOverdue = false;

  /** @param onRetired nothing runs, and nothing is taken any more. */
  constructor(onRetired: () => void) {
    this.#onRetired = onRetired;
  }

  /** Whether it takes nothing new now. */
  get drains(): boolean {
    if (this.#drainsUntil === undefined) return false;
    if (performance.now() < this.#drainsUntil) return true;
    this.#drainsUntil = undefined;
    this.#isOverdue = true;
    this.#left = RUNS_MAX;
    return false;
  }

  runEnded(): void {
    this.#left--;
    if (this.#left <= 0) this.#drainsUntil ??= performance.now() + DRAIN_MS;
  }

  /** Nothing runs at this moment. */
  idle(): void {
    if (!this.drains && !this.#isOverdue) return;
    this.#drainsUntil = Number.POSITIVE_INFINITY;
    this.#onRetired();
  }
}
