/** Runs write by what they know of their tasks, with the commit in the same trip; others change the same tasks. */
import { randomUUID } from 'node:crypto';
import { type Connection, createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { processName } from '../../../server/processes/processName.ts';
import { connectionOptions } from '../../../server/store/connectionOptions.ts';
import { openStore, type Store } from '../../../server/store/store.ts';
import { admitTasks } from '../../../server/tasks/admitTasks.ts';
import { createTransitions } from '../../../server/tasks/applyTransition.ts';
import { beginRun } from '../../../server/tasks/beginRun.ts';
import { cancelTask } from '../../../server/tasks/cancelTask.ts';
import { type Claim, claimRun, createReadTask } from '../../../server/tasks/claimRun.ts';
import { finishRun, type RunOutcome } from '../../../server/tasks/finishRun.ts';
import { newTask } from '../../../server/tasks/newTask.ts';
import { storeTasks } from '../../../server/tasks/submitTask.ts';
import { registerWorker } from '../../../server/tasks/workerLease.ts';
import { taskDefinitionSchema } from '../../../shared/taskDefinition.ts';
import { eventually } from '../../support/eventually.ts';
import { type FreshStores, freshStores } from '../../support/freshStores.ts';

const signals = {
  wakeDispatcher() {},
  cancelRequested() {},
  pauseChanged() {},
  inputSent() {},
  confirmationAnswered() {},
};
const failure = { errorClass: 'CommandFailed', message: 'exit code 1', advice: 'none' } as const;
const failed: RunOutcome = { status: 'failure', failure };
const succeeded: RunOutcome = { status: 'success', result: null };

let stores: FreshStores;
let store: Store;
let worker: Awaited<ReturnType<typeof aWorker>>;
beforeAll(async () => {
  stores = await freshStores();
  store = await openStore(stores.databaseUrl);
  worker = await aWorker();
});
afterAll(async () => {
  await store.close();
  await stores.drop();
});

/** What a worker does to tasks, and what counts the trips that it takes. */
async function aWorker() {
  const trips = countTrips(store);
  const transitions = createTransitions(store, () => {});
  const self = { id: randomUUID(), host: 'test' };
  const process_ = processName();
  await registerWorker(store, { ...self, pid: process.pid, process: process_, version: '0', slots: 9 });
  const readTask = createReadTask(store);

  const submit = async (behind?: string) => {
    const definition = taskDefinitionSchema.parse({ name: 't', project_id: 'default', command: 'true' });
    const task = newTask(definition, { id: 'default', priority: 5 } as never, '/', { userId: 'admin' });
    await storeTasks(store, [{ task, key: undefined, ...(behind === undefined ? {} : { behind }) }]);
    return task.id;
  };
  const admit = async (id: string, queue = 'normal') => {
    const chosen = [{ id, tier: 'normal' as const, queue, agedPriority: 5 }];
    await admitTasks(transitions, { chosen, held: [], released: [] });
  };
  const claim = async (id: string) => (await claimRun(transitions, id, readTask(id), self))?.claim as Claim;
  return {
    submit,
    admit,
    claim,
    running: async () => {
      const id = await submit();
      await admit(id);
      const claimed = await claim(id);
      await beginRun(transitions, claimed, new Date());
      return claimed;
    },
    begin: (claimed: Claim) => beginRun(transitions, claimed, new Date()),
    finish: (claimed: Claim, outcome: RunOutcome) =>
      finishRun({ store, transitions }, claimed, outcome, measuresNow()),
    /** As somebody else does, in another process. */
    cancel: (id: string) =>
      cancelTask({ store, transitions: createTransitions(store, () => {}), signals }, id, {
        userId: 'admin',
      }),
    statesOf: async (id: string) => {
      const rows = await store.query<{ to_status: string; type: string; version: number }>(
        'select to_status, type, version from task_events where task_id = ? order by version',
        [id],
      );
      expect(rows.map(({ version }) => version)).toEqual(rows.map((_, index) => index + 1));
      return rows.filter(({ type }) => type !== 'task.updated').map(({ to_status }) => to_status);
    },
    readyAt: async (id: string) => (await readTask(id))?.readyAt,
    /** How many trips the transactions took that `work` needed. */
    async tripsOf(work: () => Promise<unknown>): Promise<number> {
      const before = trips();
      await work();
      return trips() - before;
    },
  };
}

function measuresNow() {
  const at = new Date();
  const nothing = { exitCode: 0, signal: null, maxMemory: null, maxCpu: null, stdout: '', stderr: '' };
  return { startedAt: at, endedAt: at, duration: 0, ...nothing };
}

function countTrips(store: Store): () => number {
  let trips = 0;
  const counted = <T>(trip: T) => {
    trips++;
    return trip;
  };
  const transaction = store.transaction.bind(store);
  store.transaction = (work) =>
    transaction((real) =>
      work({
        run: (statements) => counted(real.run(statements)),
        runAndCommit: (statements) => counted(real.runAndCommit(statements)),
      }),
    );
  return () => trips;
}

/** Somebody else's. */
async function connect(): Promise<Connection> {
  const options = { ...connectionOptions(stores.databaseUrl), multipleStatements: true };
  const connection = await createConnection(options);
  onTestFinished(() => connection.end());
  return connection;
}

/** The connection whose transaction waits for a lock of somebody else's. */
async function waitingFor(connection: Connection): Promise<number> {
  return eventually(
    async () => {
      const [rows] = await connection.query(
        `select t.trx_mysql_thread_id as id from information_schema.innodb_trx t
          join information_schema.processlist p on p.id = t.trx_mysql_thread_id
          where t.trx_state = 'LOCK WAIT' and p.db = database()`,
      );
      return (rows as { id: number }[])[0]?.id ?? false;
    },
    // Who looks more often than each 100 ms is told the same again and again.
    { intervalMs: 150 },
  );
}

/** Takes the task's row, as whoever changes it does. */
async function lock(connection: Connection, taskId: string): Promise<void> {
  await connection.query('set transaction isolation level read committed; start transaction');
  await connection.query('select id from tasks where id = ? for update', [taskId]);
}

const path = (...rest: string[]) => ['pending', 'received', 'started', 'running', ...rest];

test('a run that nobody interferes with takes one trip for its claim, its beginning and its end', async () => {
  const id = await worker.submit();
  await worker.admit(id);
  let claimed: Claim | undefined;
  expect(await worker.tripsOf(async () => (claimed = await worker.claim(id)))).toBe(1);
  expect(await worker.tripsOf(() => worker.begin(claimed as Claim))).toBe(1);
  expect(await worker.tripsOf(() => worker.finish(claimed as Claim, succeeded))).toBe(1);
  expect(await worker.statesOf(id)).toEqual(path('success'));
});

test('a cancel between a run’s beginning and its failure keeps it from being tried again', async () => {
  const claimed = await worker.running();
  await worker.cancel(claimed.taskId);
  expect(await worker.finish(claimed, failed)).toBe(true);
  expect(await worker.statesOf(claimed.taskId)).toEqual(path('revoked'));
});

test('a cancel that is being stored while a run fails keeps it from being tried again', async () => {
  const claimed = await worker.running();
  const other = await connect();
  await lock(other, claimed.taskId);
  const finished = worker.finish(claimed, failed);
  await waitingFor(other);
  await other.query(
    `insert into task_events (task_id, version, project_id, type, from_status, to_status, at, actor, reason)
        select id, version + 1, project_id, 'task.updated', status, status, utc_timestamp(3), 'admin', 'cancel requested'
        from tasks where id = ?;
      update tasks set version = version + 1, cancel_requested_at = utc_timestamp(3) where id = ?; commit`,
    [claimed.taskId, claimed.taskId],
  );
  expect(await finished).toBe(true);
  expect(await worker.statesOf(claimed.taskId)).toEqual(path('revoked'));
});

test('a run that was taken away can neither begin nor end any more', async () => {
  const claimed = await worker.running();
  await store.change({
    sql: 'update tasks set epoch = epoch + 1, version = version + 1 where id = ?',
    values: [claimed.taskId],
  });
  expect(await worker.begin(claimed)).toBe(false);
  expect(await worker.finish(claimed, succeeded)).toBe(false);
});

test('a task that is gone is not written to', async () => {
  const claimed = await worker.running();
  await store.change({ sql: 'delete from tasks where id = ?', values: [claimed.taskId] });
  await store.change({ sql: 'delete from task_events where task_id = ?', values: [claimed.taskId] });
  expect(await worker.finish(claimed, succeeded)).toBe(false);
  expect(await worker.statesOf(claimed.taskId)).toEqual([]);
});

test.each([
  ['before the run was claimed', 2],
  ['while it runs', 3],
])('whoever came to wait for a run, %s, is let go with its end', async (when, trips) => {
  const id = await worker.submit();
  const early = when === 'while it runs' ? undefined : await worker.submit(id);
  await worker.admit(id);
  const claimed = await worker.claim(id);
  const waits = early ?? (await worker.submit(id));
  expect(await worker.readyAt(waits)).toBeNull();
  expect(await worker.tripsOf(() => worker.finish(claimed, succeeded))).toBe(trips);
  expect(await worker.readyAt(waits)).toBeInstanceOf(Date);
});

test('whoever comes to wait for a run while it ends is let go', async () => {
  const claimed = await worker.running();
  const other = await connect();
  const waits = await worker.submit();
  await lock(other, claimed.taskId);
  const finished = worker.finish(claimed, succeeded);
  await waitingFor(other);
  await other.query(
    `insert into task_dependencies (task_id, depends_on_id, satisfied, on_end) values (?, ?, 0, 0);
      update tasks set waiting_for = 1, ready_at = null where id = ?; commit`,
    [waits, claimed.taskId, waits],
  );
  await finished;
  expect(await worker.readyAt(waits)).toBeInstanceOf(Date);
});

test('nothing is claimed of a queue that was paused after the task was read', async () => {
  const id = await worker.submit();
  await worker.admit(id, 'paused');
  const insert = `insert into limits (scope, name, paused) values ('queue', 'paused', 1)`;
  await store.change({ sql: insert, values: [] });
  expect(await worker.claim(id)).toBeUndefined();
  expect(await worker.statesOf(id)).toEqual(['pending', 'received']);
});

test('runs that end in a deadlock with somebody else are stored all the same', async () => {
  const claims = [await worker.running(), await worker.running()];
  const [first, second] = claims.map(({ taskId }) => taskId).sort() as [string, string];
  const other = await connect();
  await lock(other, second);
  // Whoever has written more is spared.
  const keys = Array.from({ length: 100 }, (_, index) => ['somebody', String(index), '', second, new Date()]);
  await other.query('insert into idempotency_keys values ?', [keys]);
  const finished = Promise.all(claims.map((claimed) => worker.finish(claimed, succeeded)));
  await waitingFor(other);
  await other.query('select id from tasks where id = ? for update', [first]);
  await other.query('rollback');
  expect(await finished).toEqual([true, true]);
  expect(await worker.statesOf(first)).toEqual(path('success'));
  expect(await worker.statesOf(second)).toEqual(path('success'));
});

test('a run whose connection is lost while it ends has ended once when that is tried again', async () => {
  const claimed = await worker.running();
  const other = await connect();
  await lock(other, claimed.taskId);
  const lost = worker.finish(claimed, succeeded);
  lost.catch(() => {});
  await other.query('kill ?', [await waitingFor(other)]);
  await expect(lost).rejects.toThrow();
  await other.query('rollback');
  expect(await worker.statesOf(claimed.taskId)).toEqual(path());
  expect(await worker.finish(claimed, succeeded)).toBe(true);
  expect(await worker.statesOf(claimed.taskId)).toEqual(path('success'));
});
