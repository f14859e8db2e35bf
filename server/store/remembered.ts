/**
 * What is asked for often and changes seldom, kept in memory until it changes. Who changes it says so, see `forget`; for
 * the case that nobody hears that, all that is in use is read anew each second, behind everybody's back.
 */

/** How soon a change is seen that nobody told of. */
const LOOK_EVERY_MS = 1000;
/** With the database away or too busy for looks, nothing older is believed: whoever asks reads for himself. */
const BELIEVED_MS = 2500;
/** What nobody asks for any more isn't looked at for ever. */
const UNUSED_MS = 60_000;

interface Entry<Value> {
  value: Value;
  /** When the read was begun that it comes from. */
  readAt: number;
  usedAt: number;
}

export class Remembered<Value> {
  readonly #read: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>;
  readonly #max: number;
  readonly #entries = new Map<string, Entry<Value>>();
  /** Rises with each change: what was being read meanwhile may be old. */
  #changes = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param read what there is of these, in one go.
   * @param max beyond it the oldest ones are forgotten.
   */
  constructor(read: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>, max: number) {
    this.#read = read;
    this.#max = max;
  }

  /** Undefined if there is no such thing, which is not remembered. @throws what reading throws. */
  async get(key: string): Promise<Value | undefined> {
    const now = performance.now();
    const known = this.#entries.get(key);
    if (known && now - known.readAt < BELIEVED_MS) {
      known.usedAt = now;
      return known.value;
    }
    const changes = this.#changes;
    const value = (await this.#read([key])).get(key);
    if (changes === this.#changes) this.#keep(key, value, now);
    return value;
  }

  /** It has changed, or all may have. Call it once the change is stored. */
  forget(key?: string): void {
    this.#changes += 1;
    if (key === undefined) this.#entries.clear();
    else this.#entries.delete(key);
  }

  #keep(key: string, value: Value | undefined, readAt: number): void {
    const known = this.#entries.get(key);
    if (known && known.readAt > readAt) return;
    if (value === undefined) return void this.#entries.delete(key);
    this.#entries.set(key, { value, readAt, usedAt: known?.usedAt ?? readAt });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#max && oldest !== undefined) this.#entries.delete(oldest);
    this.#timer ??= setTimeout(() => void this.#look(), LOOK_EVERY_MS).unref();
  }

  async #look(): Promise<void> {
    const now = performance.now();
    for (const [key, { usedAt }] of this.#entries) if (now - usedAt > UNUSED_MS) this.#entries.delete(key);
    const keys = [...this.#entries.keys()];
    const changes = this.#changes;
    // A look that fails is made up for by the next one, or by those who ask.
    const found = keys.length > 0 ? await this.#read(keys).catch(() => undefined) : undefined;
    this.#timer = undefined;
    if (this.#entries.size > 0) this.#timer = setTimeout(() => void this.#look(), LOOK_EVERY_MS).unref();
    if (!found || changes !== this.#changes) return;
    for (const key of keys) if (this.#entries.has(key)) this.#keep(key, found.get(key), now);
  }
}
