/** Which waiting tasks go to the workers next. */
import { tierOf } from '#shared/priority.ts';
import { isDispatchable, statesWhere } from '#shared/taskState.ts';
import { dateFromColumn } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import type { Transitions } from './applyTransition.ts';
import { LIVE_SLOTS } from './workerLease.ts';

/** A job for a worker: which task, through which queue. The version tells one admission from the next. */
export interface Admitted {
  taskId: string;
  queue: string;
  version: number | string;
}

interface Candidate {
  id: string;
  agedPriority: number;
  readyAt: number;
}

/**
 * Admits up to `room` tasks that are due, the most urgent first: by effective priority, one more for every
 * `ageingSeconds` waited, then the oldest. Reads no more than `room` rows a priority, however many wait.
 */
export async function admitTasks(
  deps: { store: Store; transitions: Transitions },
  { room, ageingSeconds }: { room: number; ageingSeconds: number },
): Promise<Admitted[]> {
  const candidates = await findCandidates(deps.store, room, ageingSeconds);
  const chosen = candidates.sort(byUrgency).slice(0, room);
  const applied = await deps.transitions.applyAll(
    chosen.map((candidate) => ({
      taskId: candidate.id,
      decide(task) {
        if (!isDispatchable(task.status)) return undefined;
        const tier = tierOf(Math.min(10, candidate.agedPriority));
        return {
          path: ['received'],
          columns: { tier, queue: tier, nextTryAt: null },
          actor: 'dispatcher',
          reason: `admitted to ${tier}`,
        };
      },
    })),
  );
  return applied.flatMap((each, index) => {
    const candidate = chosen[index];
    if (!each || !candidate) return [];
    const queue = tierOf(Math.min(10, candidate.agedPriority));
    return [{ taskId: candidate.id, queue, version: each.version }];
  });
}

/** The slots of all live workers, and how many admitted tasks wait for one. */
export async function windowUse(store: Store): Promise<{ slots: number; received: number }> {
  const [row] = await store.query<{ slots: string | null; received: number }>(
    `select (${LIVE_SLOTS}) as slots, (select count(*) from tasks where status = 'received') as received`,
  );
  return { slots: Number(row?.slots ?? 0), received: Number(row?.received ?? 0) };
}

function byUrgency(a: Candidate, b: Candidate): number {
  return b.agedPriority - a.agedPriority || a.readyAt - b.readyAt;
}

async function findCandidates(store: Store, room: number, ageingSeconds: number): Promise<Candidate[]> {
  if (room <= 0) return [];
  const now = new Date();
  const parts: string[] = [];
  const values: unknown[] = [];
  for (const status of statesWhere(isDispatchable)) {
    for (let priority = 10; priority >= 1; priority--) {
      parts.push(
        `(select id, effective_priority, ready_at from tasks
          where status = ? and effective_priority = ? and ready_at <= ? order by ready_at limit ?)`,
      );
      values.push(status, priority, now, room);
    }
  }
  const rows = await store.query<{ id: string; effective_priority: number; ready_at: string }>(
    parts.join(' union all '),
    values,
  );
  return rows.map((row) => {
    const readyAt = dateFromColumn(row.ready_at).getTime();
    const waitedSeconds = (now.getTime() - readyAt) / 1000;
    return {
      id: row.id,
      readyAt,
      agedPriority: row.effective_priority + Math.floor(waitedSeconds / ageingSeconds),
    };
  });
}
