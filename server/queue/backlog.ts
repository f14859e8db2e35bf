/** What waits and is due, read so that the cost follows the number of projects and users, not that of tasks. */

import type { TaskKind } from '#shared/taskKinds.ts';
import { isDispatchable, statesWhere, type TaskState } from '#shared/taskState.ts';
import { dateFromColumn, type Statement } from '../store/sql.ts';
import type { Queries, Store } from '../store/store.ts';

/** Waiting tasks that only their age tells apart. */
export interface WaitingGroup {
  status: TaskState;
  priority: number;
  projectId: string;
  userId: string;
  kind: TaskKind;
  /** When its oldest task became due, in Unix milliseconds. */
  oldestAt: number;
}

export interface WaitingTask {
  id: string;
  readyAt: number;
  /** The folder that it needs to itself. */
  lock: string | undefined;
}

/** One row a group, from the index alone. */
export async function readGroups(store: Queries, now: Date): Promise<WaitingGroup[]> {
  const rows = await store.query<{
    status: TaskState;
    effective_priority: number;
    project_id: string;
    user_id: string;
    kind: TaskKind;
    oldest: string | null;
  }>(
    `select status, effective_priority, project_id, user_id, kind, min(ready_at) as oldest from tasks
      where status in (?) group by status, effective_priority, project_id, user_id, kind`,
    [statesWhere(isDispatchable)],
  );
  return rows.flatMap((row) => {
    const oldestAt = row.oldest === null ? Number.POSITIVE_INFINITY : dateFromColumn(row.oldest).getTime();
    if (oldestAt > now.getTime()) return [];
    return [
      {
        status: row.status,
        priority: row.effective_priority,
        projectId: row.project_id,
        userId: row.user_id,
        kind: row.kind,
        oldestAt,
      },
    ];
  });
}

/** What holds single tasks back. */
interface Holds {
  /** Somebody else has them to himself. */
  lockedFolders: readonly string[];
  /** What is true of those whose account isn't used up; undefined: of all. */
  paid: Statement | undefined;
}

/** The oldest due tasks of each group that nothing holds back. */
export async function readGroupTasks(
  store: Store,
  groups: readonly WaitingGroup[],
  { limit, lockedFolders, paid, now }: Holds & { limit: number; now: Date },
): Promise<WaitingTask[][]> {
  if (groups.length === 0) return [];
  const unlocked = lockedFolders.length > 0 ? 'and (exclusive = 0 or working_dir not in (?))' : '';
  const parts = groups.map(
    (_, index) => `(select ${index} as part, id, ready_at, exclusive from tasks
      where status = ? and effective_priority = ? and project_id = ? and user_id = ? and kind = ? and ready_at <= ?
        ${unlocked} ${paid ? `and ${paid.sql}` : ''}
      order by ready_at limit ?)`,
  );
  const values = groups.flatMap(({ status, priority, projectId, userId, kind }) => [
    ...[status, priority, projectId, userId, kind, now],
    ...(lockedFolders.length > 0 ? [lockedFolders] : []),
    ...(paid?.values ?? []),
    limit,
  ]);
  const rows = await store.query<{ part: number; id: string; ready_at: string; exclusive: number }>(
    parts.join(' union all '),
    values,
  );
  const folders = await readFolders(
    store,
    rows.flatMap(({ id, exclusive }) => (exclusive ? [id] : [])),
  );
  const tasks: WaitingTask[][] = groups.map(() => []);
  for (const row of rows) {
    tasks[row.part]?.push({
      id: row.id,
      readyAt: dateFromColumn(row.ready_at).getTime(),
      lock: folders.get(row.id),
    });
  }
  return tasks;
}

/** Read apart, for few have one: the rest is chosen from the index alone, however large the backlog is. */
async function readFolders(store: Queries, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await store.query<{ id: string; working_dir: string }>(
    'select id, working_dir from tasks where id in (?)',
    [ids],
  );
  return new Map(rows.map(({ id, working_dir }) => [id, working_dir]));
}
