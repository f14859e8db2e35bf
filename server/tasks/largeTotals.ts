/** Totals of long lists, remembered for a moment: editors that list the same again and again needn't each have it counted. */

/** Below it a count costs less than a millisecond, and people see when it is off by one. */
const LARGE = 1000;
const REMEMBERED_MS = 2000;
const REMEMBERED_MAX = 500;

export class LargeTotals {
  readonly #remembered = new Map<string, { total: number; until: number }>();

  /** @param key tells apart what is counted. @returns a total that is up to two seconds old where it is large. */
  async of(key: string, count: () => Promise<number>): Promise<number> {
    const known = this.#remembered.get(key);
    if (known && performance.now() < known.until) return known.total;
    this.#remembered.delete(key);
    const total = await count();
    if (total >= LARGE) this.#remember(key, total);
    return total;
  }

  #remember(key: string, total: number): void {
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size >= REMEMBERED_MAX && oldest !== undefined) this.#remembered.delete(oldest);
    this.#remembered.set(key, { total, until: performance.now() + REMEMBERED_MS });
  }
}
