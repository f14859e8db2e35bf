/** Limits on what runs at once, and what runs now: read for every decision, so that a change holds at once. */
import { queuesBesideSlots, rulesOfKind, type TaskKind } from '#shared/taskKinds.ts';
import type { TaskState } from '#shared/taskState.ts';
import type { LimitRow, LimitScope } from '../store/limit.entity.ts';
import { columnName, insertRows } from '../store/sql.ts';
import type { Queries, Store } from '../store/store.ts';

export interface Limit {
  /** Null: no limit. */
  maxRunning: number | null;
  /** Starts in a minute, of a kind that has such a limit; null: no limit. */
  perMinute: number | null;
  paused: boolean;
}

const unlimited: Limit = { maxRunning: null, perMinute: null, paused: false };

/** All limits that are set; a few rows. */
export class Limits {
  readonly #limits: ReadonlyMap<string, Limit>;

  constructor(rows: readonly LimitRow[]) {
    this.#limits = new Map(rows.map((row) => [`${row.scope} ${row.name}`, asLimit(row)]));
  }

  /** How many tasks of this kind may be started in a minute in the installation; null for no limit. */
  startsPerMinute(kind: TaskKind): number | null {
    const set = this.#limits.get(`rate ${kind}`);
    return set ? set.perMinute : (rulesOfKind(kind).startsPerMinute ?? null);
  }

  of(scope: LimitScope | 'project', name: string): Limit {
    return this.#limits.get(`${scope} ${name}`) ?? unlimited;
  }
}

function asLimit({ maxRunning, perMinute, paused }: LimitRow): Limit {
  return { maxRunning: maxRunning ?? null, perMinute: perMinute ?? null, paused: Boolean(paused) };
}

export async function readLimits(store: Queries): Promise<Limits> {
  const rows = await store.query<LimitRow>(
    `select scope, name, max_running as maxRunning, per_minute as perMinute, paused from limits union all
      select 'project', id, max_running, claude_per_minute, 0 from projects
      where max_running is not null or claude_per_minute is not null`,
  );
  return new Limits(rows);
}

/** Others that are changed at the same moment stay changed. */
export async function setLimit(
  store: Store,
  scope: LimitScope,
  name: string,
  change: Partial<Limit>,
): Promise<void> {
  const { sql, values } = insertRows('limits', [{ scope, name, ...unlimited, ...change }]);
  const updates = Object.keys(change).map((key) => `${columnName(key)} = ?`);
  await store.change({
    sql: `${sql} on duplicate key update ${updates.join(', ')}`,
    values: [...values, ...Object.values(change)],
  });
}

/** States that take a slot. */
const TAKE_SLOTS: readonly TaskState[] = ['started', 'running'];
/** These keep the folder that they have to themselves as well. */
const KEEP_FOLDERS: readonly TaskState[] = [...TAKE_SLOTS, 'paused', 'waiting_confirmation'];
/** Admitted, and to be started next: it counts, so that a limit is never passed. */
const IS_NEXT = `status = 'received' and held = 0`;

/** What runs or is admitted now. */
export interface LiveRuns {
  /** All that take a slot. */
  total: number;
  /** The others; they count for all below. */
  beside: number;
  ofProject: Map<string, number>;
  ofUser: Map<string, number>;
  ofQueue: Map<string, number>;
  /** Working folder → the task that has it to itself. */
  lockedFolders: Map<string, { id: string; name: string }>;
}

/** What runs, without what is admitted. Bounded by the slots. */
export function readRuns(store: Queries): Promise<LiveRuns> {
  return readLive(store, 'false');
}

/** What runs or is to be started next. Bounded by the window and the slots, however many tasks wait. */
export function readLiveRuns(store: Queries): Promise<LiveRuns> {
  return readLive(store, IS_NEXT);
}

async function readLive(store: Queries, also: string): Promise<LiveRuns> {
  const [counts, locks] = await Promise.all([
    store.query<{ project_id: string; user_id: string; queue: string; runs: number }>(
      `select project_id, user_id, queue, count(*) as runs from tasks where status in (?) or ${also} group by 1, 2, 3`,
      [TAKE_SLOTS],
    ),
    store.query<{ id: string; name: string; working_dir: string }>(
      `select id, name, working_dir from tasks where (status in (?) or ${also}) and exclusive = 1`,
      [KEEP_FOLDERS],
    ),
  ]);
  const live: LiveRuns = {
    total: 0,
    beside: 0,
    ofProject: new Map(),
    ofUser: new Map(),
    ofQueue: new Map(),
    lockedFolders: new Map(locks.map(({ working_dir, id, name }) => [working_dir, { id, name }])),
  };
  for (const { project_id, user_id, queue, runs } of counts)
    countRuns(live, project_id, user_id, queue, Number(runs));
  return live;
}

/** @param max null: no limit. */
export function isFull(max: number | null, runs = 0): boolean {
  return max !== null && runs >= max;
}

/** Whether the installation's limit keeps a task of the kind from being started: it counts what takes a slot. */
export function isInstallationFull(limits: Limits, live: LiveRuns, kind: TaskKind): boolean {
  return !rulesOfKind(kind).besideSlots && isFull(limits.of('installation', 'all').maxRunning, live.total);
}

export function countRuns(
  live: LiveRuns,
  projectId: string,
  userId: string,
  queue: string,
  runs: number,
): void {
  if (queuesBesideSlots.includes(queue)) live.beside += runs;
  else live.total += runs;
  live.ofProject.set(projectId, (live.ofProject.get(projectId) ?? 0) + runs);
  live.ofUser.set(userId, (live.ofUser.get(userId) ?? 0) + runs);
  live.ofQueue.set(queue, (live.ofQueue.get(queue) ?? 0) + runs);
}
