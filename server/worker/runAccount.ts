/** What a run hears of the account that pays for it, on its way to the store. A help for people: no run waits for it. */
import type { AccountReport } from '../executors/executor.ts';
import type { Logger } from '../logger.ts';
import type { Store } from '../store/store.ts';
import type { TaskRow } from '../store/task.entity.ts';
import { keepAccount } from '../tasks/accounts.ts';

export class RunAccount {
  readonly #deps: { store: Store; log: Logger };
  readonly #task: TaskRow;
  #writing: Promise<void> = Promise.resolve();
  #waiting: AccountReport | undefined;
  #last = '';

  constructor(deps: { store: Store; log: Logger }, task: TaskRow) {
    this.#deps = deps;
    this.#task = task;
  }

  /** Writes one report after the other; what comes while the store is slow goes together. */
  tell(report: AccountReport): void {
    const same = JSON.stringify(report);
    if (same === this.#last) return;
    this.#last = same;
    if (this.#waiting) {
      const windows = [...(this.#waiting.windows ?? []), ...(report.windows ?? [])];
      this.#waiting = { ...this.#waiting, ...report, windows };
      return;
    }
    this.#waiting = report;
    this.#writing = this.#writing.then(() => this.#write());
  }

  /** Resolves when all that was told is written, or given up. */
  flush(): Promise<void> {
    return this.#writing;
  }

  async #write(): Promise<void> {
    const report = this.#waiting ?? {};
    this.#waiting = undefined;
    try {
      await keepAccount(this.#deps.store, this.#task, report);
    } catch (error) {
      this.#deps.log.warn({ err: error, taskId: this.#task.id }, 'a report of an account was not stored');
    }
  }
}
