/** The clock's hand: waits for the nearest time of all schedules, does what is due, and waits again. */
import { errorMessage } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { DB_NOW } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { type FireDeps, fireSchedule } from './fireSchedule.ts';

/** The net below the wake-ups, and the pause after an error. */
const LOOK_EVERY_MS = 2000;
const DUE_AT_ONCE_MAX = 100;
/** Longer without a look that went well, and the role doesn't work. */
const STALE_MS = 15_000;

export class SchedulerLoop {
  readonly #deps: FireDeps & { log: Logger };
  readonly #done: Promise<void>;
  #lookedAt = performance.now();
  #stopped = false;
  #woken = false;
  #endRest = () => {};

  constructor(deps: FireDeps & { log: Logger }) {
    this.#deps = deps;
    this.#done = this.#run();
  }

  /** A schedule may have come or changed. */
  wake(): void {
    this.#woken = true;
    this.#endRest();
  }

  /** Throws, in words, when it hasn't managed to look for some time. */
  check(): void {
    const agoMs = performance.now() - this.#lookedAt;
    if (agoMs > STALE_MS) throw new Error(`schedules were looked at ${Math.round(agoMs / 1000)} s ago`);
  }

  /** A firing that is under way is finished. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.wake();
    await this.#done;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#woken = false;
      const restMs = await this.#look().catch((error) => {
        this.#deps.log.warn({ reason: errorMessage(error) }, 'the scheduler tries again');
        return LOOK_EVERY_MS;
      });
      if (!this.#stopped && !this.#woken) await this.#rest(restMs);
    }
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#endRest = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** @returns how long to rest, in milliseconds. */
  async #look(): Promise<number> {
    const { store, log } = this.#deps;
    let failed = false;
    for (const id of await dueSchedules(store)) {
      if (this.#stopped) return 0;
      try {
        const fired = await fireSchedule(this.#deps, id);
        if (fired && 'refused' in fired)
          log.warn({ schedule: id, reason: fired.refused }, 'disabled a schedule');
      } catch (error) {
        // One that can't be dealt with now must not hold up the others.
        failed = true;
        log.warn({ schedule: id, reason: errorMessage(error) }, 'a schedule is tried again');
      }
    }
    this.#lookedAt = performance.now();
    return failed ? LOOK_EVERY_MS : Math.min(LOOK_EVERY_MS, await msToNearest(store));
  }
}

async function dueSchedules(store: Store): Promise<string[]> {
  const rows = await store.query<{ id: string }>(
    `select id from schedules where enabled = 1 and next_fire_at <= ${DB_NOW} order by next_fire_at limit ?`,
    [DUE_AT_ONCE_MAX],
  );
  return rows.map(({ id }) => id);
}

async function msToNearest(store: Store): Promise<number> {
  const [row] = await store.query<{ micros: string | null }>(
    `select timestampdiff(microsecond, ${DB_NOW}, min(next_fire_at)) as micros from schedules where enabled = 1`,
  );
  if (row?.micros == null) return LOOK_EVERY_MS;
  return Math.max(0, Math.ceil(Number(row.micros) / 1000));
}
