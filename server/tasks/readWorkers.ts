import { queuesBesideSlots } from '#shared/taskKinds.ts';
import { notFound } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { WorkerEntity, type WorkerRow } from '../store/worker.entity.ts';

const WORKERS_MAX = 200;
const LIVE = ['live', 'draining'] as const;

export interface SeenWorker {
  worker: WorkerRow;
  /** Runs that it holds now, without those beside its slots. */
  active: number;
  /** Of those, the ones that are paused or wait for an answer. */
  held: number;
}

/** Workers that live, and those that lived lately while there is room for them; the newest first. */
export async function listWorkers(store: Store): Promise<SeenWorker[]> {
  const newest = (status: object, limit: number) =>
    store.entities().find(WorkerEntity, { status }, { orderBy: { startedAt: 'desc' }, limit });
  const live = await newest({ $in: [...LIVE] }, WORKERS_MAX);
  const past = live.length < WORKERS_MAX ? await newest({ $nin: [...LIVE] }, WORKERS_MAX - live.length) : [];
  const workers = [...live, ...past].sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
  return withRuns(store, workers);
}

/** @throws {AppError} 404 */
export async function readWorker(store: Store, id: string): Promise<SeenWorker> {
  const worker = await store.entities().findOne(WorkerEntity, { id });
  if (!worker) throw notFound('worker', id);
  return (await withRuns(store, [worker]))[0] as SeenWorker;
}

async function withRuns(store: Store, workers: WorkerRow[]): Promise<SeenWorker[]> {
  if (workers.length === 0) return [];
  const counts = await store.query<{ worker_id: string; active: number; held: number }>(
    `select worker_id, count(*) as active, sum(status in ('paused', 'waiting_confirmation')) as held
      from tasks where worker_id in (?) and queue not in (?) group by worker_id`,
    [workers.map(({ id }) => id), queuesBesideSlots],
  );
  const byWorker = new Map(counts.map((row) => [row.worker_id, row]));
  return workers.map((worker) => {
    const { active = 0, held = 0 } = byWorker.get(worker.id) ?? {};
    return { worker, active: Number(active), held: Number(held) };
  });
}
