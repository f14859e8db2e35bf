import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Lets callers that arrive while a flush is under way, or in the same turn of the event loop, share the next one: a
 * lone caller waits for nobody, and under load one transaction carries many of them. Nothing is held beyond `max` items
 * a flush.
 */
export class GroupCommit<In, Out> {
  readonly #flush: (items: In[]) => Promise<Out[]>;
  readonly #max: number;
  readonly #waiting: { item: In; resolve: (out: Out) => void; reject: (error: unknown) => void }[] = [];
  #flushing = false;

  /** @param flush resolves to one result for each item, in order. If it rejects, items are tried one by one. */
  constructor(flush: (items: In[]) => Promise<Out[]>, max: number) {
    this.#flush = flush;
    this.#max = max;
  }

  submit(item: In): Promise<Out> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (!this.#flushing) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#flushing = true;
    while (this.#waiting.length > 0) {
      // Whoever calls in the same turn travels along, and whoever goes on with what the flush before has brought.
      await nextTurn();
      const batch = this.#waiting.splice(0, this.#max);
      try {
        const results = await this.#flush(batch.map(({ item }) => item));
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Out);
      } catch (error) {
        await this.#oneByOne(batch, error);
      }
    }
    this.#flushing = false;
  }

  /** One bad item must not fail its neighbours. */
  async #oneByOne(
    batch: { item: In; resolve: (out: Out) => void; reject: (e: unknown) => void }[],
    error: unknown,
  ) {
    if (batch.length === 1) return batch[0]?.reject(error);
    for (const { item, resolve, reject } of batch) {
      await this.#flush([item]).then(([result]) => resolve(result as Out), reject);
    }
  }
}
