/**
 * The one place where a task's state changes. A change, its history and its event commit together; what the
 * table of the state machine doesn't allow can't be written; who comes too late changes nothing.
 */
import type { ResultSetHeader } from 'mysql2/promise';
import type { StoredEvent } from '#shared/events.ts';
import { isLegalPath, type TaskState } from '#shared/taskState.ts';
import { EndCounts } from '../statistics/countEnds.ts';
import { type Columns, dateFromColumn, insertRows, type Statement, updateWhere } from '../store/sql.ts';
import type { Result, Store } from '../store/store.ts';
import { GroupCommit } from './groupCommit.ts';
import { countMove, deadLetterChange, type Failed, failureOf } from './recordEnd.ts';
import { releaseDependents } from './releaseDependents.ts';

const CHANGES_PER_TRANSACTION = 200;
const REASON_CHARS_MAX = 500;

/** What a change may decide on: the row as it is locked, before the change. */
export interface LockedTask {
  id: string;
  name: string;
  projectId: string;
  userId: string;
  kind: string;
  queue: string;
  status: TaskState;
  version: number;
  epoch: number;
  runNumber: number;
  workerId: string | null;
  maxRetries: number;
  retryCount: number;
  retryDelay: number;
  readyAt: Date | null;
  startedAt: Date | null;
  cancelRequestedAt: Date | null;
}

export interface Decision {
  /** The states to pass through, without the present one; empty when only columns change. */
  path: readonly TaskState[];
  columns?: Columns;
  /** Makes every write of the run so far come too late. */
  raiseEpoch?: boolean;
  /** Written in the same transaction. */
  also?: Statement[];
  actor: string;
  reason: string;
  run?: number;
}

export interface Change {
  taskId: string;
  /** The epoch that the caller's right rests on; with another one in the row nothing happens. */
  epoch?: number;
  /** A `select` that has to find a row, in the same transaction; without one nothing happens. */
  onlyIf?: Statement;
  /** Undefined: nothing to change any more. Called again if the transaction has to be repeated. */
  decide(task: LockedTask): Decision | undefined;
}

/** What was done. `task` is the row before it. */
export interface Applied {
  task: LockedTask;
  status: TaskState;
  version: number;
  epoch: number;
  events: StoredEvent[];
  /** Why it failed for good, if it did. */
  failed: Failed | undefined;
}

/**
 * A last statement of the transaction, written also where nothing was applied. It has to match a row; otherwise it
 * throws, and nothing is written.
 */
export type Closing = (applied: readonly (Applied | undefined)[]) => Statement;

export interface Transitions {
  /** Resolves to undefined where the task is gone, has moved on, or `decide` declined. */
  apply(change: Change): Promise<Applied | undefined>;
  /** Several changes, one transaction, results in their order. */
  applyAll(changes: Change[], closing?: Closing): Promise<(Applied | undefined)[]>;
}

/** @param onCommitted told of what was done once it is stored; must not throw. */
export function createTransitions(
  store: Store,
  onCommitted: (events: StoredEvent[], applied: readonly Applied[]) => void,
): Transitions {
  const applyAll = async (changes: Change[], closing?: Closing) => {
    if (changes.length === 0) return [];
    const applied = await applyInTransaction(store, changes, closing);
    const done = applied.filter((each) => each !== undefined);
    onCommitted(
      done.flatMap(({ events }) => events),
      done,
    );
    return applied;
  };
  const group = new GroupCommit((changes: Change[]) => applyAll(changes), CHANGES_PER_TRANSACTION);
  return { apply: (change) => group.submit(change), applyAll };
}

function applyInTransaction(
  store: Store,
  changes: Change[],
  closing: Closing | undefined,
): Promise<(Applied | undefined)[]> {
  return store.transaction(async (transaction) => {
    const conditional = changes.filter(({ onlyIf }) => onlyIf);
    const [rows, ...found] = await transaction.run([
      lockTasks(changes),
      ...conditional.map(({ onlyIf }) => onlyIf as Statement),
    ]);
    const refused = new Set(conditional.filter((_, index) => (found[index] as unknown[]).length === 0));
    const tasks = new Map((rows as unknown as TaskColumns[]).map((row) => [row.id, lockedTask(row)]));
    const batch = new Batch();
    const applied = changes.map((change) => (refused.has(change) ? undefined : batch.add(tasks, change)));
    if (closing) batch.close(closing(applied));
    if (batch.statements.length > 0) batch.check(await transaction.runAndCommit(batch.finished()));
    return applied;
  });
}

function lockTasks(changes: Change[]): Statement {
  // Sorted, so that two transactions over the same tasks lock them in the same order.
  const ids = [...new Set(changes.map(({ taskId }) => taskId))].sort();
  return {
    sql: `select id, name, project_id, user_id, kind, queue, status, version, epoch, run_number, worker_id,
      max_retries, retry_count, retry_delay, ready_at, started_at, cancel_requested_at from tasks where id in (?) order by id for update`,
    values: [ids],
  };
}

/** The statements of one transaction, with what each update has to match. */
class Batch {
  readonly statements: Statement[] = [];
  readonly #guarded = new Set<number>();
  readonly #events: Columns[] = [];
  readonly #at = new Date();
  readonly #counts = new EndCounts(this.#at);

  add(tasks: Map<string, LockedTask>, change: Change): Applied | undefined {
    const task = tasks.get(change.taskId);
    if (!task || (change.epoch !== undefined && change.epoch !== task.epoch)) return undefined;
    const decision = change.decide(task);
    if (!decision) return undefined;
    if (decision.path.length > 0 && !isLegalPath(task.status, decision.path)) {
      throw new Error(
        `illegal transition of task ${task.id}: ${[task.status, ...decision.path].join(' → ')}`,
      );
    }
    const applied = this.#write(task, decision);
    const { status, version, epoch } = applied;
    tasks.set(task.id, { ...task, ...decision.columns, status, version, epoch });
    return applied;
  }

  #write(task: LockedTask, decision: Decision): Applied {
    const events = storedEvents(task, decision, this.#at);
    const status = decision.path.at(-1) ?? task.status;
    const version = task.version + events.length;
    const epoch = task.epoch + (decision.raiseEpoch ? 1 : 0);
    this.#guarded.add(this.statements.length);
    this.statements.push(
      updateWhere(
        'tasks',
        { ...decision.columns, status, version, epoch, updatedAt: this.#at },
        'id = ? and status = ? and epoch = ?',
        [task.id, task.status, task.epoch],
      ),
      ...(decision.also ?? []),
      ...deadLetterChange(task, decision),
      ...(status === 'success' ? releaseDependents(task.id, this.#at) : []),
    );
    countMove(this.#counts, task, decision);
    this.#events.push(...events.map((event) => eventRow(event, task, decision)));
    const failed = status === 'failure' ? failureOf(decision) : undefined;
    return { task, status, version, epoch, events, failed };
  }

  finished(): Statement[] {
    const events = this.#events.length > 0 ? [insertRows('task_events', this.#events)] : [];
    return [...this.statements, ...events, ...this.#counts.statements()];
  }

  close(statement: Statement): void {
    this.#guarded.add(this.statements.length);
    this.statements.push(statement);
  }

  /** The rows were locked, so a guard that misses is a defect and not a race. */
  check(results: Result[]): void {
    for (const index of this.#guarded) {
      if ((results[index] as ResultSetHeader).affectedRows !== 1)
        throw new Error('a guarded write missed its row');
    }
  }
}

function storedEvents(task: LockedTask, decision: Decision, at: Date): StoredEvent[] {
  const common = { task_id: task.id, project_id: task.projectId, at: at.toISOString() };
  if (decision.path.length === 0) return [{ type: 'task.updated', ...common, version: task.version + 1 }];
  return decision.path.map((status, index) => ({
    type: 'task.status_changed',
    ...common,
    version: task.version + index + 1,
    status,
    previous_status: index === 0 ? task.status : (decision.path[index - 1] as TaskState),
  }));
}

function eventRow(event: StoredEvent, task: LockedTask, decision: Decision): Columns {
  return {
    taskId: task.id,
    version: event.version,
    projectId: task.projectId,
    type: event.type,
    fromStatus: event.type === 'task.status_changed' ? event.previous_status : task.status,
    toStatus: event.type === 'task.status_changed' ? event.status : task.status,
    at: new Date(event.at),
    run: decision.run ?? (task.runNumber || null),
    actor: decision.actor,
    reason: decision.reason.slice(0, REASON_CHARS_MAX),
  };
}

interface TaskColumns {
  id: string;
  name: string;
  project_id: string;
  user_id: string;
  kind: string;
  queue: string;
  status: TaskState;
  version: number;
  epoch: number;
  run_number: number;
  worker_id: string | null;
  max_retries: number;
  retry_count: number;
  retry_delay: number;
  ready_at: string | null;
  started_at: string | null;
  cancel_requested_at: string | null;
}

function lockedTask(row: TaskColumns): LockedTask {
  return {
    id: row.id,
    name: row.name,
    projectId: row.project_id,
    userId: row.user_id,
    kind: row.kind,
    queue: row.queue,
    status: row.status,
    version: row.version,
    epoch: row.epoch,
    runNumber: row.run_number,
    workerId: row.worker_id,
    maxRetries: row.max_retries,
    retryCount: row.retry_count,
    retryDelay: row.retry_delay,
    readyAt: optionalDate(row.ready_at),
    startedAt: optionalDate(row.started_at),
    cancelRequestedAt: optionalDate(row.cancel_requested_at),
  };
}

function optionalDate(text: string | null): Date | null {
  return text === null ? null : dateFromColumn(text);
}
