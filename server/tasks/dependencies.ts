/** Tasks that wait for other tasks: checked when they are made, released when the last of those is through. */
import type { StoredEvent } from '#shared/events.ts';
import { isFinal, statesWhere, type TaskState } from '#shared/taskState.ts';
import type { Queries, Store, Transaction } from '../store/store.ts';
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
}

/** What a task still waits for; there is one at least. */
export interface UnmetDependencies {
  total: number;
  /** How many of them are over without the success that they needed. */
  failed: number;
  /** The first ones, up to {@link NAMED_MAX}; those that failed come first. */
  named: UnmetDependency[];
  /** Any end of the first one will do. */
  onEnd: boolean;
}

const NAMED_MAX = 3;

/** What each of the tasks still waits for; who waits for nothing isn't in it. */
export async function unmetDependencies(
  store: Queries,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, UnmetDependencies>> {
  if (taskIds.length === 0) return new Map();
  const failed = 'd.on_end = 0 and p.status in (?)';
  const rows = await store.query<
    UnmetDependency & { task_id: string; on_end: number; total: number; failed: number }
  >(
    `select task_id, on_end, id, name, status, total, failed from (
      select d.task_id, d.on_end, p.id, p.name, p.status,
        count(*) over (partition by d.task_id) as total,
        sum(${failed}) over (partition by d.task_id) as failed,
        row_number() over (partition by d.task_id order by (${failed}) desc, p.created_at, p.id) as place
      from task_dependencies d join tasks p on p.id = d.depends_on_id
      where d.task_id in (?) and d.satisfied = 0
    ) unmet where place <= ? order by task_id, place`,
    [failedStates, failedStates, taskIds, NAMED_MAX],
  );
  const unmet = new Map<string, UnmetDependencies>();
  for (const { task_id, on_end, total, failed, ...dependency } of rows) {
    const known = unmet.get(task_id);
    if (known) known.named.push(dependency);
    else
      unmet.set(task_id, {
        total: Number(total),
        failed: Number(failed),
        named: [dependency],
        onEnd: on_end === 1,
      });
  }
  return unmet;
}
