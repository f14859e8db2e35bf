/** A run's progress on its way to the task's row and to those who watch: not every step, but always the last. */
import type { SwitchyardEvent } from '#shared/events.ts';
import type { Progress } from '#shared/task.ts';
import type { Store } from '../store/store.ts';
import type { Claim } from '../tasks/claimRun.ts';
import { storeProgress } from '../tasks/storeProgress.ts';

const STORE_EVERY_MS = 500;

export interface ProgressDeps {
  store: Store;
  publish: (events: SwitchyardEvent[]) => void;
}

export class ProgressKeeper {
  readonly #deps: ProgressDeps;
  readonly #claim: Claim;
  #progress: Progress = { percentage: 0, current_step: '', total_steps: 0, details: {}, updated_at: null };
  #news = false;
  #timer: NodeJS.Timeout | undefined;
  #storing: Promise<void> = Promise.resolve();

  constructor(deps: ProgressDeps, claim: Claim) {
    this.#deps = deps;
    this.#claim = claim;
  }

  /** What is left out stays as it was. */
  tell(change: Partial<Omit<Progress, 'updated_at'>>): void {
    this.#progress = { ...this.#progress, ...change, updated_at: new Date().toISOString() };
    this.#news = true;
    this.#timer ??= setTimeout(() => void this.flush().catch(() => {}), STORE_EVERY_MS);
  }

  /** Stores what isn't stored yet. @throws what the store says; what was told stays to be stored. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#storing = this.#storing.catch(() => {}).then(() => this.#store());
    return this.#storing;
  }

  async #store(): Promise<void> {
    if (!this.#news) return;
    this.#news = false;
    try {
      const event = await storeProgress(this.#deps.store, this.#claim, this.#progress);
      if (event) this.#deps.publish([event]);
    } catch (error) {
      this.#news = true;
      throw error;
    }
  }
}
