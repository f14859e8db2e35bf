/** Limits on what runs at once, and what runs now: read for every decision, so that a change holds at once. */
import { rulesOfKind, type TaskKind } from '#shared/taskKinds.ts';
import type { TaskState } from '#shared/taskState.ts';
import { LimitEntity, type LimitRow, type LimitScope } from '../store/limit.entity.ts';
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
export async function readLiveRuns(store: Queries): Promise<LiveRuns> {
  const [live, locks] = await Promise.all([
    countLive(store, COUNTED),
    store.query<{ id: string; name: string; working_dir: string }>(
      'select id, name, working_dir from tasks where status in (?) and exclusive = 1',
      [[...COUNTED, 'paused', 'waiting_confirmation']],
    ),
  ]);
  const lockedFolders = new Map(locks.map(({ working_dir, id, name }) => [working_dir, { id, name }]));
  return { ...live, lockedFolders };
}

/** As {@link readLiveRuns}, without what is admitted and not yet claimed, and without folders. */
export function readRuns(store: Queries): Promise<LiveRuns> {
  return countLive(
    store,
    COUNTED.filter((state) => state !== 'received'),
  );
}

async function countLive(store: Queries, states: readonly TaskState[]): Promise<LiveRuns> {
  const rows = await store.query<{ project_id: string; user_id: string; queue: string; runs: number }>(
    'select project_id, user_id, queue, count(*) as runs from tasks where status in (?) group by 1, 2, 3',
    [states],
  );
  const [ofProject, ofUser, ofQueue] = [new Map(), new Map(), new Map()];
  const live: LiveRuns = { total: 0, ofProject, ofUser, ofQueue, lockedFolders: new Map() };
  for (const { project_id, user_id, queue, runs } of rows)
    countRuns(live, project_id, user_id, queue, Number(runs));
  return live;
}

/** Whether more is admitted or runs than may, since a limit was lowered. */
export function exceedsLimits({ total, ofProject, ofUser, ofQueue }: LiveRuns, limits: Limits): boolean {
  const over = (max: number | null, runs: number) => max !== null && runs > max;
  const anyOver = (scope: LimitScope | 'project', counts: ReadonlyMap<string, number>) =>
    [...counts].some(([name, runs]) => over(limits.of(scope, name).maxRunning, runs));
  return (
    over(limits.of('installation', 'all').maxRunning, total) ||
    anyOver('project', ofProject) ||
    anyOver('user', ofUser) ||
    anyOver('queue', ofQueue)
  );
}

/** Those of the tasks that may be started, one after the other. @param runs counts them as well: it is changed. */
export function withinLimits<T extends { projectId: string; userId: string; queue: string }>(
  tasks: readonly T[],
  runs: LiveRuns,
  limits: Limits,
): T[] {
  return tasks.filter(({ projectId, userId, queue }) => {
    const full = (max: number | null, count = 0) => max !== null && count >= max;
    const isHeld =
      full(limits.of('installation', 'all').maxRunning, runs.total) ||
      full(limits.of('project', projectId).maxRunning, runs.ofProject.get(projectId)) ||
      full(limits.of('user', userId).maxRunning, runs.ofUser.get(userId)) ||
      full(limits.of('queue', queue).maxRunning, runs.ofQueue.get(queue));
    if (!isHeld) countRuns(runs, projectId, userId, queue, 1);
    return !isHeld;
  });
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
