/** Running time: it stands still while a run is paused or waits for an answer. */
export class RunClock {
  #before = 0;
  #since: number | undefined;
  #alarm: { atMs: number; ring: () => void } | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** Milliseconds. */
  get ms(): number {
    return this.#before + (this.#since === undefined ? 0 : performance.now() - this.#since);
  }

  get goes(): boolean {
    return this.#since !== undefined;
  }

  /** Starts it, or lets it go on. */
  go(): void {
    this.#since ??= performance.now();
    this.#setTimer();
  }

  stop(): void {
    this.#before = this.ms;
    this.#since = undefined;
    clearTimeout(this.#timer);
  }

  /** Rings once, after so much running time. */
  ringAt(atMs: number, ring: () => void): void {
    this.#alarm = { atMs, ring };
    if (this.goes) this.#setTimer();
  }

  #setTimer(): void {
    clearTimeout(this.#timer);
    if (this.#alarm) this.#timer = setTimeout(() => this.#ring(), Math.max(0, this.#alarm.atMs - this.ms));
  }

  #ring(): void {
    const alarm = this.#alarm;
    this.#alarm = undefined;
    alarm?.ring();
  }
}
