/** Events of several producers as one sequence, made only as fast as it is taken. */

interface Letter<E> {
  event: E;
  taken: () => void;
}

export class Mailbox<E> {
  readonly #letters: Letter<E>[] = [];
  #wake: (() => void) | undefined;
  #ended = false;
  #failure: { error: unknown } | undefined;

  /** Resolves when the event was taken: who waits for it is never more than one ahead. */
  put(event: E): Promise<void> {
    return new Promise((taken) => {
      this.#letters.push({ event, taken });
      this.#wake?.();
    });
  }

  /** A producer failed: the reader hears of it when it has taken what came before. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.end();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** For one reader. Ends after `end`, when all was taken. @throws what `fail` was told. */
  async *events(): AsyncGenerator<E, void> {
    for (let letter = await this.#next(); letter; letter = await this.#next()) {
      yield letter.event;
      letter.taken();
    }
    if (this.#failure) throw this.#failure.error;
  }

  /** Undefined at the end. A promise a turn: one that stayed pending would keep every event it was raced with. */
  async #next(): Promise<Letter<E> | undefined> {
    if (this.#letters.length === 0 && !this.#ended) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
      this.#wake = undefined;
    }
    return this.#letters.shift();
  }
}
