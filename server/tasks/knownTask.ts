import type { LockedTask } from './lockedTask.ts';

/**
 * A task as whoever runs it knows it: as it was read before its claim, or as the run wrote it last. It may be out of
 * date. What is written by it has to match its version, so a change by anybody else makes the write fail; all that a
 * `LockedTask` tells and that isn't part of the version is looked at in the transaction.
 */
export class KnownTask {
  #task: LockedTask | undefined;
  #awaited: boolean;

  /** @param awaited others wait for its end, or may do so. */
  constructor(task: LockedTask | undefined, awaited: boolean) {
    this.#task = task;
    this.#awaited = awaited;
  }

  /** Undefined: it has to be read. */
  get task(): LockedTask | undefined {
    return this.#task;
  }

  get awaited(): boolean {
    return this.#awaited;
  }

  set(task: LockedTask | undefined, awaited: boolean): void {
    this.#task = task;
    this.#awaited = awaited;
  }

  /** Nobody knows what became of a write. */
  forget(): void {
    this.#task = undefined;
  }
}
