/** What people say to a run, for its executor to take in order. */
import type { SentText } from '../executors/executor.ts';

export class RunInput {
  readonly #texts: SentText[] = [];
  readonly #wakes = new Set<() => void>();
  #ended = false;

  push(text: SentText): void {
    this.#texts.push(text);
    this.#wakeAll();
  }

  end(): void {
    this.#ended = true;
    this.#wakeAll();
  }

  /** The next text, which stays for somebody else if `signal` is aborted before; undefined when there will be none. */
  async take(signal: AbortSignal): Promise<SentText | undefined> {
    while (!signal.aborted) {
      const text = this.#texts.shift();
      if (text || this.#ended) return text;
      await this.#change(signal);
    }
    return undefined;
  }

  async #change(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    this.#wakes.add(wake);
    signal.addEventListener('abort', wake, { once: true });
    await promise;
    this.#wakes.delete(wake);
    signal.removeEventListener('abort', wake);
  }

  #wakeAll(): void {
    for (const wake of [...this.#wakes]) wake();
  }
}
