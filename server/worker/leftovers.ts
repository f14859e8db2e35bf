/**
 * Ends what is left of runs that are over: a worker and its guard that were killed together end nothing, and a task that
 * isn't tried again has no later run that would.
 */
import { errorMessage } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { readProcessTable, switchyardId } from '../processes/processTable.ts';
import { killTree, RUN_VARIABLE } from '../processes/processTree.ts';
import type { Store } from '../store/store.ts';
import { endedRuns, type RunName } from '../tasks/endedRuns.ts';

const LOOK_EVERY_MS = 30_000;
const END_GRACE_MS = 1000;

export class Leftovers {
  readonly #deps: { store: Store; log: Logger };
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> = Promise.resolve();

  /** Looks at once, and then again and again: a run may be known to be over only later. */
  constructor(deps: { store: Store; log: Logger }) {
    this.#deps = deps;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#look();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  #look(): void {
    this.#looking = this.#looking
      .then(() => this.#endAll())
      .catch((error) =>
        this.#deps.log.warn({ reason: errorMessage(error) }, 'leftovers are looked for later'),
      );
  }

  async #endAll(): Promise<void> {
    const { store, log } = this.#deps;
    // Marks that the store doesn't know are another installation's.
    for (const { taskId, run } of await endedRuns(store, markedRuns())) {
      log.warn({ taskId, run }, 'ends what was left of a run that is over');
      await killTree(() => ({ mark: `${RUN_VARIABLE}=${taskId}.${run}` }), END_GRACE_MS);
    }
  }
}

/** Runs that have processes on this machine. */
function markedRuns(): RunName[] {
  const marks = [...readProcessTable().values()].flatMap((entry) => switchyardId(entry, RUN_VARIABLE) ?? []);
  return [...new Set(marks)].flatMap((mark) => runMarked(mark) ?? []);
}

/** Undefined for a mark that is none of ours: a process may call itself what it likes. */
export function runMarked(mark: string): RunName | undefined {
  const [, taskId, run] = /^([0-9a-f-]{36})\.(\d{1,9})$/.exec(mark) ?? [];
  return taskId === undefined ? undefined : { taskId, run: Number(run) };
}
