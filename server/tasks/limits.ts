/** Limits on what runs at once, and what runs now: read for every decision, so that a change holds at once. */
import type { TaskState } from '#shared/taskState.ts';
import { LimitEntity, type LimitRow, type LimitScope } from '../store/limit.entity.ts';
import type { Store } from '../store/store.ts';

export interface Limit {
  /** Null: no limit. */
  maxRunning: number | null;
  paused: boolean;
}

const unlimited: Limit = { maxRunning: null, paused: false };

/** All limits that are set; a few rows. */
export class Limits {
  readonly #limits: ReadonlyMap<string, Limit>;

  constructor(rows: readonly LimitRow[]) {
    this.#limits = new Map(rows.map((row) => [`${row.scope} ${row.name}`, asLimit(row)]));
  }

  of(scope: LimitScope | 'project', name: string): Limit {
    return this.#limits.get(`${scope} ${name}`) ?? unlimited;
  }
}

function asLimit({ maxRunning, paused }: LimitRow): Limit {
  return { maxRunning: maxRunning ?? null, paused: Boolean(paused) };
}

export async function readLimits(store: Store): Promise<Limits> {
  const rows = await store.query<LimitRow>(
    `select scope, name, max_running as maxRunning, paused from limits union all
      select 'project', id, max_running, 0 from projects where max_running is not null`,
  );
  return new Limits(rows);
}

export async function setLimit(
  store: Store,
  scope: LimitScope,
  name: string,
  change: Partial<Limit>,
): Promise<Limit> {
  const entities = store.entities();
  const row = (await entities.findOne(LimitEntity, { scope, name })) ?? { scope, name, ...unlimited };
  const next = { ...asLimit(row as LimitRow), ...change };
  await entities.upsert(LimitEntity, { scope, name, ...next });
  return next;
}

/** States that take a slot. What is admitted counts, too: so a limit is never passed. */
const COUNTED: readonly TaskState[] = ['received', 'started', 'running'];

/** What runs or is admitted now. */
export interface LiveRuns {
  total: number;
  ofProject: Map<string, number>;
  ofUser: Map<string, number>;
  ofQueue: Map<string, number>;
  /** Working folder → the task that has it to itself. */
  lockedFolders: Map<string, { id: string; name: string }>;
}

/** Bounded by the window and the slots, however many tasks wait. */
export async function readLiveRuns(store: Store): Promise<LiveRuns> {
  const [counts, locks] = await Promise.all([
    store.query<{ project_id: string; user_id: string; queue: string; runs: number }>(
      'select project_id, user_id, queue, count(*) as runs from tasks where status in (?) group by 1, 2, 3',
      [COUNTED],
    ),
    store.query<{ id: string; name: string; working_dir: string }>(
      'select id, name, working_dir from tasks where status in (?) and exclusive = 1',
      [[...COUNTED, 'paused', 'waiting_confirmation']],
    ),
  ]);
  const live: LiveRuns = {
    total: 0,
    ofProject: new Map(),
    ofUser: new Map(),
    ofQueue: new Map(),
    lockedFolders: new Map(locks.map(({ working_dir, id, name }) => [working_dir, { id, name }])),
  };
  for (const { project_id, user_id, queue, runs } of counts)
    countRuns(live, project_id, user_id, queue, Number(runs));
  return live;
}

export function countRuns(
  live: LiveRuns,
  projectId: string,
  userId: string,
  queue: string,
  runs: number,
): void {
  live.total += runs;
  live.ofProject.set(projectId, (live.ofProject.get(projectId) ?? 0) + runs);
  live.ofUser.set(userId, (live.ofUser.get(userId) ?? 0) + runs);
  live.ofQueue.set(queue, (live.ofQueue.get(queue) ?? 0) + runs);
}
