/** Faults, as they are done to real processes. Each settles when what it harmed is there again. */
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../support/eventually.ts';
import type { TestStore } from '../support/storeProcess.ts';
import type { Fault, FaultKind } from './faultPlan.ts';
import type { Fleet } from './fleet.ts';

const GUARD_MS_MAX = 30_000;

/** Faults of one victim follow each other; those of different ones overlap. */
export class FaultsUnderWay {
  readonly #fleet: Fleet;
  readonly #report: (line: string) => void;
  readonly #byVictim = new Map<string, Promise<void>>();
  #done = 0;

  constructor(fleet: Fleet, report: (line: string) => void) {
    this.#fleet = fleet;
    this.#report = report;
  }

  get done(): number {
    return this.#done;
  }

  begin(fault: Fault): void {
    const victim = victimOf(fault);
    const before = this.#byVictim.get(victim) ?? Promise.resolve();
    const now = before.then(async () => {
      this.#report(`${fault.kind} ${victim} for ${fault.forMs} ms, after ${fault.afterBegins} begins`);
      await faults[fault.kind](this.#fleet, victim, fault.forMs);
      this.#done++;
    });
    this.#byVictim.set(victim, now);
    // Told by `settled`.
    now.catch(() => {});
  }

  /** @throws what went wrong in carrying one out. */
  async settled(): Promise<void> {
    await Promise.all(this.#byVictim.values());
  }
}

function victimOf({ kind, worker }: Fault): string {
  const victim = kind
    .replace(/^(kill|stop|empty|freeze)_/, '')
    .replace(/_(past_lease|briefly|and_guard)$/, '');
  return victim === 'worker' || victim === 'guard' ? `worker${worker}` : victim;
}

const faults: Record<FaultKind, (fleet: Fleet, victim: string, forMs: number) => Promise<void>> = {
  kill_worker: killRole,
  kill_dispatcher: killRole,
  kill_api: killRole,
  kill_scheduler: killRole,
  async kill_worker_and_guard(fleet, victim, forMs) {
    killGuard(fleet, victim);
    await killRole(fleet, victim, forMs);
  },
  async kill_guard(fleet, victim) {
    const guard = () => fleet.guardOf(fleet.role(victim));
    // A worker that has just lost its lease has none for a moment.
    const killed = await eventually(() => guard() ?? false, { timeoutMs: GUARD_MS_MAX });
    killGuard(fleet, victim);
    await eventually(() => ![killed, undefined].includes(guard()), { timeoutMs: GUARD_MS_MAX });
  },
  stop_worker_past_lease: stopRole,
  stop_worker_briefly: stopRole,
  kill_redis: ({ redis }, _victim, forMs) => killStore(redis, forMs),
  kill_database: ({ database }, _victim, forMs) => killStore(database, forMs),
  // Where Redis is dead just now, it is emptied when it is there again.
  empty_redis: (fleet) => fleet.emptyRedis(),
  async freeze_database({ database }, _victim, forMs) {
    database.freeze();
    await delay(forMs);
    database.thaw();
  },
};

async function killRole(fleet: Fleet, victim: string, forMs: number): Promise<void> {
  const role = fleet.role(victim);
  role.kill('SIGKILL');
  await role.ended;
  await delay(forMs);
  await fleet.startAgain(victim);
}

async function stopRole(fleet: Fleet, victim: string, forMs: number): Promise<void> {
  const role = fleet.role(victim);
  role.kill('SIGSTOP');
  await delay(forMs);
  role.kill('SIGCONT');
}

async function killStore(store: TestStore, forMs: number): Promise<void> {
  await store.kill();
  await delay(forMs);
  await store.startAgain();
}

function killGuard(fleet: Fleet, victim: string): void {
  const guard = fleet.guardOf(fleet.role(victim));
  if (guard !== undefined) process.kill(guard, 'SIGKILL');
}
