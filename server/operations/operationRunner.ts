/** Takes operations that nobody works on: the new ones, and those of a process that has died. */
import { errorMessage } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { isKnownDead } from '../processes/processName.ts';
import { DB_NOW } from '../store/sql.ts';
import { leaseEnd, type OperationDeps, runOperation } from './runOperation.ts';

const LOOK_EVERY_MS = 1000;
/** In a row, after which an operation isn't tried again: its failure is its own. */
const TRIES_MAX = 5;

export class OperationRunner {
  readonly #deps: OperationDeps & { log: Logger; holder: string };
  readonly #timer: NodeJS.Timeout;
  readonly #stopping = new AbortController();
  readonly #failures = new Map<string, number>();
  #working: Promise<void> | undefined;

  /** @param deps.holder names this process, see `processName`. */
  constructor(deps: OperationDeps & { log: Logger; holder: string }) {
    this.#deps = deps;
    this.#timer = setInterval(() => this.wake(), LOOK_EVERY_MS);
  }

  /** There may be something to do. One operation at a time in each process. */
  wake(): void {
    this.#working ??= this.#work()
      .catch((error) => this.#deps.log.warn({ reason: errorMessage(error) }, 'operations are tried again'))
      .finally(() => {
        this.#working = undefined;
      });
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#working;
  }

  async #work(): Promise<void> {
    for (let id = await this.#take(); id !== undefined; id = await this.#take()) await this.#run(id);
  }

  async #run(id: string): Promise<void> {
    const { holder, store } = this.#deps;
    try {
      await runOperation(this.#deps, id, holder, this.#stopping.signal);
      this.#failures.delete(id);
    } catch (error) {
      const failures = (this.#failures.get(id) ?? 0) + 1;
      this.#failures.set(id, failures);
      if (failures < TRIES_MAX) throw error;
      this.#deps.log.error({ err: error, operation: id }, 'an operation failed');
      const at = new Date();
      await store.change({
        sql: `update operations set status = 'failed', updated_at = ?, completed_at = ?, holder = null
          where id = ? and holder = ?`,
        values: [at, at, id, holder],
      });
      this.#failures.delete(id);
    } finally {
      // Whoever looks next may go on; a failure here only costs the lease's time.
      await store
        .change({
          sql: `update operations set lease_until = ${DB_NOW} where id = ? and holder = ?`,
          values: [id, holder],
        })
        .catch(() => {});
    }
  }

  async #take(): Promise<string | undefined> {
    if (this.#stopping.signal.aborted) return undefined;
    const { store, holder } = this.#deps;
    const rows = await store.query<{ id: string; holder: string | null; free: number }>(
      `select id, holder, (lease_until is null or lease_until <= ${DB_NOW}) as free from operations
        where status in ('pending', 'running') order by created_at limit 100`,
    );
    for (const row of rows) {
      if (!row.free && !(row.holder !== null && isKnownDead(row.holder))) continue;
      const taken = await store.change({
        sql: `update operations set status = 'running', holder = ?, lease_until = ${leaseEnd}
          where id = ? and status in ('pending', 'running') and holder <=> ?`,
        values: [holder, row.id, row.holder],
      });
      if (taken === 1) return row.id;
    }
    return undefined;
  }
}
