/** A worker's right to its runs: a row with a lease in the database's time, renewed while the worker lives. */
import { PLACES_BESIDE_SLOTS } from '#shared/taskKinds.ts';
import type { TaskState } from '#shared/taskState.ts';
import { isKnownDead } from '../processes/processName.ts';
import { DB_NOW, insertRows, type Statement } from '../store/sql.ts';
import type { Queries, Store } from '../store/store.ts';

/**
 * How long a worker's runs stay its own without a renewal. A lost worker's task runs again within 30 s: this,
 * the time between two looks of the reconciler, and dispatch.
 */
export const WORKER_LEASE_MS = 20_000;

/** When a worker is silent or has died, its guard has ended its runs after this at the latest: grace and looking. */
export const GUARD_KILLS_WITHIN_MS = 4000;

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

/** What Claude CLI the worker has found on its machine. */
export async function storeClaude(
  store: Store,
  workerId: string,
  { version, problem }: { version: string | null; problem: string | null },
): Promise<void> {
  await store.change({
    sql: 'update workers set claude_version = ?, claude_problem = ? where id = ?',
    values: [version, problem, workerId],
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

/**
 * Marks workers whose lease has ended. A worker that is seen to have died has its lease cut short: its guard needs a
 * moment to end what it ran. Resolves to the ids of those newly lost.
 */
export async function findLostWorkers(store: Store): Promise<string[]> {
  const workers = await store.query<{ id: string; process: string; expired: number }>(
    `select id, process, lease_until <= ${DB_NOW} as expired from workers where status in ('live', 'draining')`,
  );
  const lost: string[] = [];
  for (const worker of workers) {
    if (worker.expired) {
      if ((await markLost(store, worker.id)) === 1) lost.push(worker.id);
    } else if (isKnownDead(worker.process)) {
      await cutLease(store, worker.id);
    }
  }
  return lost;
}

function markLost(store: Store, workerId: string): Promise<number> {
  return store.change({
    sql: `update workers set status = 'lost' where id = ? and status in ('live', 'draining') and lease_until <= ${DB_NOW}`,
    values: [workerId],
  });
}

function cutLease(store: Store, workerId: string): Promise<number> {
  return store.change({
    sql: `update workers set lease_until = least(lease_until, ${DB_NOW} + interval ${GUARD_KILLS_WITHIN_MS * 1000} microsecond)
      where id = ? and status in ('live', 'draining')`,
    values: [workerId],
  });
}

/** Goes before a claim: a row only if the worker's lease holds. */
export function leaseHolds(workerId: string): Statement {
  return {
    sql: `select id from workers where id = ? and status = 'live' and lease_until > ${DB_NOW} lock in share mode`,
    values: [workerId],
  };
}

/** Of all live workers. */
export interface LivePlaces {
  slots: number;
  /** Those beside the slots. */
  beside: number;
}

export async function livePlaces(store: Queries): Promise<LivePlaces> {
  const [row] = await store.query<{ slots: string | null; workers: number }>(
    `select sum(slots) as slots, count(*) as workers from workers where status = 'live' and lease_until > ${DB_NOW}`,
  );
  return { slots: Number(row?.slots ?? 0), beside: Number(row?.workers ?? 0) * PLACES_BESIDE_SLOTS };
}

export interface HeldTask {
  taskId: string;
  epoch: number;
  status: TaskState;
  cancelRequested: boolean;
}

/** What the store says that this worker holds. */
export async function tasksHeldBy(store: Store, workerId: string): Promise<HeldTask[]> {
  const rows = await store.query<{
    id: string;
    epoch: number;
    status: TaskState;
    cancel_requested_at: string | null;
  }>('select id, epoch, status, cancel_requested_at from tasks where worker_id = ?', [workerId]);
  return rows.map(({ id, epoch, status, cancel_requested_at }) => ({
    taskId: id,
    epoch,
    status,
    cancelRequested: cancel_requested_at !== null,
  }));
}
