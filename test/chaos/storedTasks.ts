/** What the database says afterwards, read past the server. */
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { connectionOptions } from '../../server/store/connectionOptions.ts';
import type { RetryRecord } from '../../shared/task.ts';
import type { TaskState } from '../../shared/taskState.ts';

export interface StoredTask {
  id: string;
  status: TaskState;
  version: number;
  retryCount: number;
  maxRetries: number;
  retryHistory: RetryRecord[];
  events: StoredChange[];
  runs: StoredRun[];
}

export interface StoredChange {
  version: number;
  type: string;
  from: TaskState | null;
  to: TaskState;
  reason: string;
}

export interface StoredRun {
  number: number;
  status: TaskState;
  exitCode: number | null;
  errorClass: string | null;
  endedAt: Date | null;
}

export interface StoredCounters {
  /** Ends by final state. */
  ended: Record<string, number>;
  /** Runs that failed, by class. */
  failed: Record<string, number>;
  deadLetters: string[];
}

type Query = (sql: string) => Promise<Record<string, unknown>[]>;

/** Takes a connection for this one use: the database may have died since the last. */
export async function readDatabase<T>(url: string, read: (query: Query) => Promise<T>): Promise<T> {
  const connection = await createConnection(connectionOptions(url));
  connection.on('error', () => {});
  try {
    return await read(async (sql) => (await connection.query<RowDataPacket[]>(sql))[0]);
  } finally {
    connection.destroy();
  }
}

export async function readStoredTasks(query: Query): Promise<StoredTask[]> {
  const rows = await query(
    `select id, status, version, retry_count as retryCount, max_retries as maxRetries,
      json_extract(retry_history, '$') as retryHistory from tasks where project_id = 'default'`,
  );
  const events = await query(
    `select task_id as taskId, version, type, from_status as \`from\`, to_status as \`to\`, reason from task_events
      order by task_id, version`,
  );
  const runs = await query(
    `select task_id as taskId, number, status, exit_code as exitCode, error_class as errorClass, ended_at as endedAt
      from runs order by task_id, number`,
  );
  const eventsOf = Map.groupBy(events, ({ taskId }) => taskId);
  const runsOf = Map.groupBy(runs, ({ taskId }) => taskId);
  return rows.map((row) => ({
    ...(row as unknown as StoredTask),
    retryHistory: typeof row.retryHistory === 'string' ? JSON.parse(row.retryHistory) : row.retryHistory,
    events: (eventsOf.get(row.id) ?? []) as unknown as StoredChange[],
    runs: (runsOf.get(row.id) ?? []) as unknown as StoredRun[],
  }));
}

export async function readStatuses(query: Query): Promise<Map<string, TaskState>> {
  const rows = await query(`select id, status from tasks where project_id = 'default'`);
  return new Map(rows.map(({ id, status }) => [id as string, status as TaskState]));
}

export async function readCounters(query: Query): Promise<StoredCounters> {
  const ended = await query(
    `select status, sum(ended) as count from task_counters where grain = 'day' group by status`,
  );
  const failed = await query(
    'select error_class as errorClass, sum(failed) as count from error_counters group by error_class',
  );
  const deadLetters = await query('select task_id as taskId from dead_letters');
  return {
    ended: Object.fromEntries(ended.map(({ status, count }) => [status, Number(count)])),
    failed: Object.fromEntries(failed.map(({ errorClass, count }) => [errorClass, Number(count)])),
    deadLetters: deadLetters.map(({ taskId }) => taskId as string),
  };
}
