/**
 * The rows of a tree of which time alone changes what is said. VS Code closes the tooltip of a row that is drawn anew,
 * and doesn't open one while the pointer rests: so rows are drawn seldom, and one that is being read isn't drawn at all.
 */

/** How often rows are looked at. A tooltip opens half a second after the pointer came, and one in ten comes too late. */
export const TICK_MS = 5000;
/** A tooltip is read for so long. */
const READ_MS = 15_000;

export class AgingRows<Row extends object> {
  readonly #wordsOf: (row: Row, now: number) => string;
  /** What was last said beside each row. */
  readonly #said = new WeakMap<Row, string>();
  readonly #readAt = new WeakMap<Row, number>();

  /** @param wordsOf what a row says at `now`, in ms since 1970. */
  constructor(wordsOf: (row: Row, now: number) => string) {
    this.#wordsOf = wordsOf;
  }

  drawn(row: Row, now: number): void {
    this.#said.set(row, this.#wordsOf(row, now));
  }

  /** Somebody has opened its tooltip. */
  read(row: Row, now: number): void {
    this.#readAt.set(row, now);
  }

  /** Those to draw anew. */
  outdated(rows: Iterable<Row>, now: number): Row[] {
    return [...rows].filter((row) => {
      const said = this.#said.get(row);
      if (said === undefined || now - (this.#readAt.get(row) ?? Number.NEGATIVE_INFINITY) < READ_MS)
        return false;
      return this.#wordsOf(row, now) !== said;
    });
  }
}
