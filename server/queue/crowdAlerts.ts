/** Alerts of tasks that wait and wait: since no worker is connected, or since the workers have far too little room. */
import type { AlertRaised } from '#shared/alert.ts';
import { isDispatchable, statesWhere } from '#shared/taskState.ts';
import type { Store } from '../store/store.ts';
import { readAdmitted } from '../tasks/admitTasks.ts';
import { livePlaces } from '../tasks/workerLease.ts';
import { readGroups } from './backlog.ts';

const LOOK_EVERY_MS = 10_000;
/** A worker that is started anew, or a batch that is gone in a moment, worries nobody. */
const LASTS_MS = 60_000;
/** More due tasks than this for each slot are a crowd. */
const CROWD_PER_SLOT = 100;
const LOOKED_AT_MAX = 50_000;

type Crowd = 'no_worker' | 'backlog';

export class CrowdAlerts {
  readonly #store: Store;
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** Those that there are. */
  readonly #crowds = new Map<Crowd, { since: number; told: boolean }>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** @returns an alert when a crowd has lasted for a minute: one, until it is gone. */
  async look(now = new Date()): Promise<AlertRaised[]> {
    const at = now.getTime();
    if (at - this.#lookedAt < LOOK_EVERY_MS) return [];
    this.#lookedAt = at;
    const { slots } = await livePlaces(this.#store);
    const admitted = (await readAdmitted(this.#store)).length;
    if (slots === 0) {
      // Whether it would be a backlog for workers that come back isn't known: who was told of one isn't told again.
      const waits = admitted > 0 || (await readGroups(this.#store, now)).length > 0;
      this.#see('no_worker', waits, at);
      if (!waits) this.#see('backlog', false, at);
    } else {
      this.#see('no_worker', false, at);
      this.#see('backlog', admitted + (await this.#due(now)) > slots * CROWD_PER_SLOT, at);
    }
    return this.#lasting(slots, now);
  }

  #see(crowd: Crowd, isThere: boolean, at: number): void {
    if (!isThere) this.#crowds.delete(crowd);
    else if (!this.#crowds.has(crowd)) this.#crowds.set(crowd, { since: at, told: false });
  }

  /** Without workers there are no slots that a backlog could be measured by. */
  #lasting(slots: number, now: Date): AlertRaised[] {
    const is: Crowd = slots === 0 ? 'no_worker' : 'backlog';
    const crowd = this.#crowds.get(is);
    if (!crowd || crowd.told || now.getTime() - crowd.since < LASTS_MS) return [];
    crowd.told = true;
    return [alertOf(is, slots, now)];
  }

  /** From the index alone. Those that wait for their time lie in it, too: behind very many, some aren't seen. */
  async #due(now: Date): Promise<number> {
    const [row] = await this.#store.query<{ due: string | null }>(
      `select sum(ready_at <= ?) as due from (
        select ready_at from tasks force index (tasks_waiting) where status in (?) limit ?) as some`,
      [now, statesWhere(isDispatchable), LOOKED_AT_MAX],
    );
    return Number(row?.due ?? 0);
  }
}

function alertOf(is: Crowd, slots: number, now: Date): AlertRaised {
  return {
    type: 'alert.raised',
    alert_type: is,
    severity: is === 'no_worker' ? 'error' : 'warning',
    message:
      is === 'no_worker'
        ? 'Tasks wait, and no worker has been connected for a minute.'
        : `More than ${slots * CROWD_PER_SLOT} tasks have been waiting for ${slots} slots for a minute.`,
    at: now.toISOString(),
  };
}
