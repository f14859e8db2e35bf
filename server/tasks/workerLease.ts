/** A worker's right to its runs: a row with a lease in the database's time, renewed while the worker lives. */
import { AppError } from '../errors.ts';
import { isKnownDead } from '../processes/processName.ts';
import { DB_NOW, insertRows } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { WorkerEntity } from '../store/worker.entity.ts';

/**
 * How long a worker's runs stay its own without a renewal. A lost worker's task runs again within 30 s: this,
 * the time between two looks of the reconciler, and dispatch.
 */
export const WORKER_LEASE_MS = 20_000;

const leaseEnd = `${DB_NOW} + interval ${WORKER_LEASE_MS * 1000} microsecond`;

export interface WorkerRegistration {
  id: string;
  host: string;
  pid: number;
  process: string;
  version: string;
  slots: number;
}

export async function registerWorker(store: Store, worker: WorkerRegistration): Promise<void> {
  const now = new Date();
  const row = { ...worker, status: 'live', startedAt: now, lastSeenAt: now, leaseUntil: now };
  await store.transaction(async (transaction) => {
    await transaction.runAndCommit([
      insertRows('workers', [row]),
      {
        sql: `update workers set lease_until = ${leaseEnd}, last_seen_at = ${DB_NOW} where id = ?`,
        values: [worker.id],
      },
    ]);
  });
}

/** @returns false if the lease had ended: the worker's runs may be somebody else's by now. */
export async function renewWorkerLease(store: Store, workerId: string): Promise<boolean> {
  const renewed = await store.change({
    sql: `update workers set lease_until = ${leaseEnd}, last_seen_at = ${DB_NOW}
      where id = ? and status in ('live', 'draining') and lease_until > ${DB_NOW}`,
    values: [workerId],
  });
  return renewed === 1;
}

export async function setWorkerStatus(
  store: Store,
  workerId: string,
  status: 'draining' | 'stopped',
): Promise<void> {
  await store.change({
    sql: `update workers set status = ?, last_seen_at = ${DB_NOW} where id = ? and status in ('live', 'draining')`,
    values: [status, workerId],
  });
}

/** Marks workers whose lease has ended, or that are known to have died. Resolves to the ids of those newly lost. */
export async function findLostWorkers(store: Store): Promise<string[]> {
  const workers = await store.query<{ id: string; process: string; expired: number }>(
    `select id, process, lease_until <= ${DB_NOW} as expired from workers where status in ('live', 'draining')`,
  );
  const lost: string[] = [];
  for (const worker of workers) {
    const dead = isKnownDead(worker.process);
    if (!dead && !worker.expired) continue;
    const marked = await store.change({
      sql: `update workers set status = 'lost'
        where id = ? and status in ('live', 'draining') and (? or lease_until <= ${DB_NOW})`,
      values: [worker.id, dead],
    });
    if (marked === 1) lost.push(worker.id);
  }
  return lost;
}

export const LIVE_SLOTS = `select sum(slots) from workers where status = 'live' and lease_until > ${DB_NOW}`;

/** The slots of all live workers. */
export async function liveSlots(store: Store): Promise<number> {
  const [row] = await store.query<{ slots: string | null }>(`select (${LIVE_SLOTS}) as slots`);
  return Number(row?.slots ?? 0);
}

/** Workers that live or were seen lately, with how many runs each holds. */
export async function listWorkers(store: Store) {
  const workers = await store
    .entities()
    .find(WorkerEntity, {}, { orderBy: { startedAt: 'desc' }, limit: 200 });
  const counts = await store.query<{ worker_id: string; active: number }>(
    `select worker_id, count(*) as active from tasks where worker_id in (?) group by worker_id`,
    [workers.length > 0 ? workers.map(({ id }) => id) : ['']],
  );
  const active = new Map(counts.map((row) => [row.worker_id, Number(row.active)]));
  return workers.map((worker) => ({ worker, active: active.get(worker.id) ?? 0 }));
}

/** @throws {AppError} 404 */
export function unknownWorker(id: string): AppError {
  return new AppError({ code: 'worker.not_found', message: `There is no worker ${id}.`, status: 404 });
}

/** What the store says that this worker holds. */
export async function tasksHeldBy(
  store: Store,
  workerId: string,
): Promise<{ taskId: string; cancelRequested: boolean }[]> {
  const rows = await store.query<{ id: string; cancel_requested_at: string | null }>(
    'select id, cancel_requested_at from tasks where worker_id = ?',
    [workerId],
  );
  return rows.map((row) => ({ taskId: row.id, cancelRequested: row.cancel_requested_at !== null }));
}
