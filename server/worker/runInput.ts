/** What people type into a run, for its executor to take in order. */
export class RunInput implements AsyncIterable<string> {
  readonly #texts: string[] = [];
  #wake: (() => void) | undefined;
  #ended = false;

  push(text: string): void {
    this.#texts.push(text);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string, void> {
    for (;;) {
      for (let text = this.#texts.shift(); text !== undefined; text = this.#texts.shift()) yield text;
      if (this.#ended) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
      this.#wake = undefined;
    }
  }
}
