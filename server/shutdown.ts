/** Stops things in order, the last opened first, each with a deadline. */
import { errorMessage } from './errors.ts';
import type { Logger } from './logger.ts';

const CLOSE_MS_MAX = 5000;

interface Closer {
  name: string;
  close: () => Promise<unknown>;
  deadlineMs: number;
}

export class Shutdown {
  readonly #closers: Closer[] = [];
  readonly #log: Logger;
  #done: Promise<void> | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** What is added last is closed first. */
  add(name: string, close: () => Promise<unknown>, deadlineMs = CLOSE_MS_MAX): void {
    this.#closers.push({ name, close, deadlineMs });
  }

  /** Never throws; a second call waits for the first one. */
  run(): Promise<void> {
    this.#done ??= this.#closeAll();
    return this.#done;
  }

  async #closeAll(): Promise<void> {
    for (const { name, close, deadlineMs } of this.#closers.reverse()) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`took longer than ${deadlineMs} ms`)), deadlineMs);
      });
      await Promise.race([close(), late]).catch((error) => {
        this.#log.warn({ what: name, reason: errorMessage(error) }, 'did not close in order');
      });
      clearTimeout(timer);
    }
  }
}
