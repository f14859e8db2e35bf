/** Tasks that wait for other tasks: checked when they are made, released when the last of those is through. */
import type { StoredEvent } from '#shared/events.ts';
import { isFinal, statesWhere, type TaskState } from '#shared/taskState.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { Transitions } from './applyTransition.ts';

/**
 * The states of tasks that others are to depend on, locked until the transaction ends: one that ends meanwhile
 * either is seen as over here, or finds the new dependency when it releases its dependents.
 */
export async function lockParents(
  transaction: Transaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, TaskState>> {
  if (ids.length === 0) return new Map();
  const [rows] = await transaction.run([
    { sql: 'select id, status from tasks where id in (?) order by id lock in share mode', values: [ids] },
  ]);
  return new Map(
    (rows as unknown as { id: string; status: TaskState }[]).map(({ id, status }) => [id, status]),
  );
}

const failedStates = statesWhere((state) => isFinal(state) && state !== 'success');
const REVOKED_AT_ONCE = 200;

/**
 * Revokes tasks that asked for it and wait for one that is over without success. Their own dependents
 * follow, because their change is committed like any other.
 * @param parentIds only dependents of these; left out: of all tasks, for a look after a crash.
 * @returns how many were revoked.
 */
export async function revokeDependents(
  deps: { store: Store; transitions: Transitions },
  parentIds?: readonly string[],
): Promise<number> {
  const rows = await deps.store.query<{ id: string; parent: string }>(
    `select c.id, min(p.name) as parent from tasks p
      join task_dependencies d on d.depends_on_id = p.id and d.satisfied = 0 and d.on_end = 0
      join tasks c on c.id = d.task_id and c.status = 'pending' and c.on_dependency_failure = 'revoke'
      where p.status in (?) ${parentIds ? 'and p.id in (?)' : ''} group by c.id limit ?`,
    [failedStates, ...(parentIds ? [parentIds] : []), REVOKED_AT_ONCE],
  );
  const applied = await deps.transitions.applyAll(
    rows.map(({ id, parent }) => ({
      taskId: id,
      decide(task) {
        if (task.status !== 'pending') return undefined;
        const reason = `${parent}, on which it depends, did not succeed`;
        return {
          path: ['revoked'],
          columns: { completedAt: new Date() },
          raiseEpoch: true,
          actor: 'dispatcher',
          reason,
        };
      },
    })),
  );
  return applied.filter((each) => each !== undefined).length;
}

/** Revokes what these changes doom, and what that dooms in turn. */
export async function followFailures(
  deps: { store: Store; transitions: Transitions },
  events: readonly StoredEvent[],
): Promise<void> {
  const last = new Map(events.map((event) => [event.task_id, event]));
  const failed = [...last.values()].flatMap((event) =>
    event.type === 'task.status_changed' && failedStates.includes(event.status) ? [event.task_id] : [],
  );
  if (failed.length > 0) while ((await revokeDependents(deps, failed)) === REVOKED_AT_ONCE);
}

export interface UnmetDependency {
  id: string;
  name: string;
  status: TaskState;
  /** 1 if any end of it will do, 0 if it has to succeed. */
  on_end: 0 | 1;
}

/** What a task still waits for. */
export interface UnmetDependencies {
  count: number;
  /** Of these, the ones that are over without the success that it needs. */
  failed: number;
  /** The first few; those that failed come before the others. */
  first: UnmetDependency[];
}

/** Enough to name some; a task may wait for a thousand. */
const NAMED_MAX = 3;

/** What each of the tasks still waits for; tasks that wait for nobody are left out. */
export async function unmetDependencies(
  store: Store,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, UnmetDependencies>> {
  if (taskIds.length === 0) return new Map();
  const rows = await store.query<UnmetDependency & { task_id: string; unmet: number; failed: string }>(
    `select task_id, on_end, id, name, status, unmet, failed from (
      select task_id, on_end, id, name, status, count(*) over (partition by task_id) as unmet,
        sum(has_failed) over (partition by task_id) as failed,
        row_number() over (partition by task_id order by has_failed desc, created_at, id) as place
      from (select d.task_id, d.on_end, p.id, p.name, p.status, p.created_at,
          (d.on_end = 0 and p.status in (?)) as has_failed
        from task_dependencies d join tasks p on p.id = d.depends_on_id
        where d.task_id in (?) and d.satisfied = 0) as parents) as placed
      where place <= ? order by task_id, place`,
    [failedStates, taskIds, NAMED_MAX],
  );
  const byTask = Map.groupBy(rows, ({ task_id }) => task_id);
  return new Map(
    [...byTask].map(([taskId, first]) => {
      const [{ unmet, failed } = { unmet: 0, failed: '0' }] = first;
      return [taskId, { count: Number(unmet), failed: Number(failed), first }];
    }),
  );
}
