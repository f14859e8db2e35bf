/** What the runs of a worker wait to hear: one look reads the answers to all of their questions. */
import { readAnswered } from '../confirmations/deliverAnswers.ts';
import type { ConfirmationRow } from '../store/confirmation.entity.ts';
import type { Store } from '../store/store.ts';

export class AnswerInbox {
  readonly #store: Store;
  readonly #waiting = new Map<string, (row: ConfirmationRow) => void>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Calls `onAnswered` once, when the question waits no longer. @returns what ends the waiting. */
  expect(id: string, onAnswered: (row: ConfirmationRow) => void): () => void {
    this.#waiting.set(id, onAnswered);
    return () => this.#waiting.delete(id);
  }

  /** A question was answered; it may be another worker's. */
  async answered(id: string): Promise<void> {
    if (this.#waiting.has(id)) await this.#read([id]);
  }

  /** The net below the messages, which may be lost. */
  async look(): Promise<void> {
    if (this.#waiting.size > 0) await this.#read([...this.#waiting.keys()]);
  }

  async #read(ids: readonly string[]): Promise<void> {
    for (const row of await readAnswered(this.#store, ids)) {
      const onAnswered = this.#waiting.get(row.id);
      this.#waiting.delete(row.id);
      onAnswered?.(row);
    }
  }
}
