/** Removes what is over for so long that nobody asks for it: rows and logs of tasks, old keys, firings, operations and workers. */
import { z } from 'zod';
import { isFinal, statesWhere } from '#shared/taskState.ts';
import type { MaintenanceContext } from '../executors/maintenance/maintenanceActions.ts';
import type { LogStorage } from '../logs/logStorage.ts';
import type { Statement } from '../store/sql.ts';
import type { Store, Transaction } from '../store/store.ts';

const DAY_MS = 86_400_000;
/** Short transactions, so that nothing else waits long. */
const TASKS_AT_ONCE = 200;
const ROWS_AT_ONCE = 5000;
/** A key finds its task for 24 hours; see `idempotency.ts`. */
const KEY_DAYS = 1;
/** Starts count for a minute. */
const STARTS_DAYS = 1;
/** Of a credential that was used up, once it may be used again. */
const HOLDS_DAYS = 1;

const days = z.number().min(1).max(36_500);
const optionsSchema = z.strictObject({
  /** How long a task is kept after its end. */
  keep_days: days.default(30),
  /** Project → days, where they differ. */
  keep_days_of: z.record(z.string(), days).default({}),
});

const finalStates = statesWhere(isFinal);

export interface CleanedUp {
  cleaned_tasks: number;
  /** Bytes: of logs, and of the outputs kept with runs. */
  freed_space: number;
}

export async function cleanupExpiredTasks(
  deps: { store: Store; storage: LogStorage },
  { options, signal }: MaintenanceContext,
): Promise<CleanedUp> {
  const { keep_days, keep_days_of } = optionsSchema.parse(options);
  const ago = (count: number) => new Date(Date.now() - count * DAY_MS);
  const done: CleanedUp = { cleaned_tasks: 0, freed_space: 0 };
  const own = Object.keys(keep_days_of);
  const notOwn =
    own.length > 0 ? { sql: 't.project_id not in (?)', values: [own] } : { sql: 'true', values: [] };
  await cleanTasks(deps, { before: ago(keep_days), where: notOwn }, signal, done);
  for (const [project, keep] of Object.entries(keep_days_of)) {
    const where = { sql: 't.project_id = ?', values: [project] };
    await cleanTasks(deps, { before: ago(keep), where }, signal, done);
  }
  await deleteOld(deps.store, 'idempotency_keys', 'created_at', ago(KEY_DAYS), signal);
  await deleteOld(deps.store, 'rated_starts', 'at', ago(STARTS_DAYS), signal);
  await deleteOld(deps.store, 'schedule_firings', 'fired_at', ago(keep_days), signal);
  await deleteOld(deps.store, 'operations', 'completed_at', ago(keep_days), signal);
  await deleteOld(deps.store, 'credential_holds', 'held_until', ago(HOLDS_DAYS), signal);
  await deleteOld(deps.store, 'accounts', 'as_of', ago(keep_days), signal);
  await deleteAccountQuestions(deps.store, ago(HOLDS_DAYS), signal);
  await deleteWorkers(deps.store, ago(keep_days), signal);
  return done;
}

async function cleanTasks(
  { store, storage }: { store: Store; storage: LogStorage },
  wanted: { before: Date; where: Statement },
  signal: AbortSignal,
  done: CleanedUp,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const ids = await expiredTasks(store, wanted);
    if (ids.length === 0) return;
    const cleaned = await store.transaction((transaction) => removeTasks(transaction, storage, ids));
    done.cleaned_tasks += cleaned.tasks;
    done.freed_space += cleaned.bytes;
    // Those that were left have been tried again meanwhile, and will not be found once more.
    if (ids.length < TASKS_AT_ONCE) return;
  }
}

/** A task that another one still waits for stays: the other has to tell what it waits for. */
async function expiredTasks(store: Store, wanted: { before: Date; where: Statement }): Promise<string[]> {
  const rows = await store.query<{ id: string }>(
    `select t.id from tasks t where t.status in (?) and t.created_at < ? and t.updated_at < ? and ${wanted.where.sql}
      and not exists (select 1 from task_dependencies d join tasks c on c.id = d.task_id
        where d.depends_on_id = t.id and c.status not in (?))
      limit ${TASKS_AT_ONCE}`,
    [finalStates, wanted.before, wanted.before, ...wanted.where.values, finalStates],
  );
  return rows.map(({ id }) => id);
}

/** Logs go first: after a crash in between the rows are found again, and with them what is left. */
async function removeTasks(transaction: Transaction, storage: LogStorage, found: string[]) {
  const [locked] = await transaction.run([
    {
      sql: 'select id from tasks where id in (?) and status in (?) order by id for update',
      values: [found, finalStates],
    },
  ]);
  const ids = (locked as unknown as { id: string }[]).map(({ id }) => id);
  if (ids.length === 0) return { tasks: 0, bytes: 0 };
  let bytes = 0;
  for (const id of ids) bytes += await storage.remove(id);
  const of = (table: string, column = 'task_id'): Statement => ({
    sql: `delete from ${table} where ${column} in (?)`,
    values: [ids],
  });
  const [outputs] = await transaction.runAndCommit([
    {
      sql: `select coalesce(sum(coalesce(length(stdout), 0) + coalesce(length(stderr), 0)), 0) as bytes
        from runs where task_id in (?)`,
      values: [ids],
    },
    of('runs'),
    of('task_events'),
    of('task_dependencies'),
    of('task_dependencies', 'depends_on_id'),
    of('task_tags'),
    of('dead_letters'),
    of('confirmations'),
    of('run_inputs'),
    of('tasks', 'id'),
  ]);
  const [row] = outputs as unknown as { bytes: string | number }[];
  return { tasks: ids.length, bytes: bytes + Number(row?.bytes ?? 0) };
}

async function deleteOld(store: Store, table: string, column: string, before: Date, signal: AbortSignal) {
  for (;;) {
    signal.throwIfAborted();
    const sql = `delete from ${table} where ${column} < ? limit ${ROWS_AT_ONCE}`;
    if ((await store.change({ sql, values: [before] })) < ROWS_AT_ONCE) return;
  }
}

/** What was asked about accounts; the questions themselves go with their tasks. */
async function deleteAccountQuestions(store: Store, before: Date, signal: AbortSignal) {
  for (;;) {
    signal.throwIfAborted();
    const sql = `delete from account_questions where claimed_at < ? and not exists (
      select 1 from confirmations c where c.id = confirmation_id and c.status = 'pending') limit ${ROWS_AT_ONCE}`;
    if ((await store.change({ sql, values: [before] })) < ROWS_AT_ONCE) return;
  }
}

/** Each retirement and each restart leaves one. As long as a run is its own, it stays: the reconciler asks for it. */
async function deleteWorkers(store: Store, before: Date, signal: AbortSignal) {
  for (;;) {
    signal.throwIfAborted();
    const rows = await store.query<{ id: string }>(
      `select id from workers w where status in ('stopped', 'lost') and last_seen_at < ?
        and not exists (select 1 from tasks t where t.worker_id = w.id) limit ${ROWS_AT_ONCE}`,
      [before],
    );
    if (rows.length === 0) return;
    await store.change({ sql: 'delete from workers where id in (?)', values: [rows.map(({ id }) => id)] });
    if (rows.length < ROWS_AT_ONCE) return;
  }
}
