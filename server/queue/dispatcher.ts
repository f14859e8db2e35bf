/** Decides what runs next: admits a bounded window of the backlog into the queues, one process at a time. */
import type { QueueSignals } from '../events/redisSignals.ts';
import type { Store } from '../store/store.ts';
import { admitTasks, windowUse } from '../tasks/admitTasks.ts';
import type { Transitions } from '../tasks/applyTransition.ts';
import type { JobQueues } from './jobQueues.ts';

/** Admitted and not yet claimed, for each slot: enough that no slot waits for the dispatcher. */
const WINDOW_PER_SLOT = 4;
const WINDOW_MIN = 16;
const ADMITTED_AT_ONCE_MAX = 200;

export interface DispatcherDeps {
  store: Store;
  transitions: Transitions;
  queues: JobQueues;
  signals: QueueSignals;
  ageingSeconds: number;
}

export class Dispatcher {
  readonly #deps: DispatcherDeps;

  constructor(deps: DispatcherDeps) {
    this.#deps = deps;
  }

  /** Admits what there is room for. @returns how many tasks it admitted. */
  async dispatch(): Promise<number> {
    const { store, transitions, queues, signals, ageingSeconds } = this.#deps;
    const room = Math.min(ADMITTED_AT_ONCE_MAX, await this.#room());
    const admitted = await admitTasks({ store, transitions }, { room, ageingSeconds });
    if (admitted.length === 0) return 0;
    await queues.add(admitted);
    signals.wakeWorkers(admitted.map(({ queue }) => queue));
    return admitted.length;
  }

  /** With no worker nothing is admitted: so tasks keep their order, and say what they wait for. */
  async #room(): Promise<number> {
    const { slots, received } = await windowUse(this.#deps.store);
    return slots === 0 ? 0 : Math.max(WINDOW_MIN, slots * WINDOW_PER_SLOT) - received;
  }
}
