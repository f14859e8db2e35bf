/** One process at a time: a lease in MySQL, taken over as soon as its holder is gone. */
import { isKnownDead } from '../processes/processName.ts';
import { DB_NOW } from '../store/sql.ts';
import type { Store } from '../store/store.ts';

/** Longer than a few missed renewals, short enough that nobody waits long for a dead holder. */
const LEASE_MS = 6000;
const SPARE_MS = 1000;
const leaseEnd = `${DB_NOW} + interval ${LEASE_MS * 1000} microsecond`;

export class Leadership {
  readonly #store: Store;
  readonly #name: string;
  readonly #holder: string;
  #until = 0;

  /** Whether the lease that was last taken still holds, with a second to spare. */
  get leads(): boolean {
    return performance.now() < this.#until;
  }

  /** @param holder names the process, see `processName`. */
  constructor(store: Store, name: string, holder: string) {
    this.#store = store;
    this.#name = name;
    this.#holder = holder;
  }

  /** Takes or renews the lease, if no one else holds it; see `leads`. */
  async hold(): Promise<void> {
    const asked = performance.now();
    this.#until = (await this.#take()) ? asked + LEASE_MS - SPARE_MS : 0;
  }

  async #take(): Promise<boolean> {
    const [current] = await this.#store.query<{ holder: string; lease_until: string; ended: number }>(
      `select holder, lease_until, lease_until <= ${DB_NOW} as ended from leases where name = ?`,
      [this.#name],
    );
    if (!current) return this.#create();
    const free = current.holder === this.#holder || current.ended === 1 || isKnownDead(current.holder);
    if (!free) return false;
    const taken = await this.#store.change({
      sql: `update leases set holder = ?, lease_until = ${leaseEnd} where name = ? and holder = ? and lease_until = ?`,
      values: [this.#holder, this.#name, current.holder, current.lease_until],
    });
    return taken === 1;
  }

  /** Lets another process take over at once. */
  async release(): Promise<void> {
    this.#until = 0;
    await this.#store.change({
      sql: 'delete from leases where name = ? and holder = ?',
      values: [this.#name, this.#holder],
    });
  }

  async #create(): Promise<boolean> {
    const created = await this.#store.change({
      sql: `insert ignore into leases (name, holder, lease_until) values (?, ?, ${leaseEnd})`,
      values: [this.#name, this.#holder],
    });
    return created === 1;
  }
}
