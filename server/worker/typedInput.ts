import type { Store } from '../store/store.ts';
import { forgetTypedTexts, readTypedTexts } from '../tasks/typedTexts.ts';

/** Takes what was typed to the runs of a worker: each text once, though its row may be read again. */
export class TypedInput {
  readonly #store: Store;
  readonly #workerId: string;
  readonly #delivered = new Set<number>();

  constructor(store: Store, workerId: string) {
    this.#store = store;
    this.#workerId = workerId;
  }

  /** One call at a time. */
  async look(type: (taskId: string, text: string) => void): Promise<void> {
    const texts = await readTypedTexts(this.#store, this.#workerId);
    if (texts.length === 0) return;
    for (const { id, taskId, text } of texts) {
      if (this.#delivered.has(id)) continue;
      this.#delivered.add(id);
      type(taskId, text);
    }
    const ids = texts.map(({ id }) => id);
    await forgetTypedTexts(this.#store, ids);
    for (const id of ids) this.#delivered.delete(id);
  }
}
