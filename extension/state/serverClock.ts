/**
 * The server's time, as its answers tell it: ages and countdowns are of times that the server wrote, and the clock of
 * this machine may be wrong.
 */

/** An answer tells its time in whole seconds, and was under way: what differs by no more may be the same. */
const SAME_MS = 2500;

export class ServerClock {
  #aheadMs = 0;

  /** Ms since 1970. */
  now(): number {
    return Date.now() + this.#aheadMs;
  }

  /**
   * @param told the header `date` of an answer; null where there is none.
   * @param sentAt when the question was sent, in ms since 1970 by this machine's clock.
   */
  learn(told: string | null, sentAt: number): void {
    const cameAt = Date.now();
    const toldAt = Date.parse(told ?? '');
    // Of one that took long, or while which the clock was set, it isn't known when it was written.
    if (Number.isNaN(toldAt) || Math.abs(cameAt - sentAt) > SAME_MS) return;
    const aheadMs = toldAt + 500 - (sentAt + cameAt) / 2;
    if (Math.abs(aheadMs - this.#aheadMs) <= SAME_MS) return;
    this.#aheadMs = Math.abs(aheadMs) <= SAME_MS ? 0 : aheadMs;
  }
}
