/** The connection to MySQL or MariaDB: the entity manager for reading, raw transactions for the hot paths. */
import { MariaDbDriver } from '@mikro-orm/mariadb';
import { type EntityManager, MikroORM, MySqlDriver } from '@mikro-orm/mysql';
import type { Pool as CallbackPool } from 'mysql2';
import { createConnection, type Pool, type PoolConnection, type ResultSetHeader } from 'mysql2/promise';
import { connectionOptions } from './connectionOptions.ts';
import { entities } from './entities.ts';
import { applyMigrations, migrationOptions } from './migrations/applyMigrations.ts';
import { joined, type Statement } from './sql.ts';

const POOL_MAX = 10;
const DEADLOCK_TRIES = 5;
/** A server that is stuck, or behind a broken network, must not hold callers for ever. */
const STATEMENT_MS_MAX = 15_000;
/** Nothing was changed by the transaction, and trying it again is the documented answer. */
const retriableErrors = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD']);

/** The result of a statement: rows of a `select`, or the header of a change. */
export type Result = Record<string, unknown>[] | ResultSetHeader;

export interface Transaction {
  /** One trip; a result for each statement. */
  run(statements: Statement[]): Promise<Result[]>;
  /** As `run`, with the commit in the same trip. Nothing may follow. */
  runAndCommit(statements: Statement[]): Promise<Result[]>;
}

/** What reads alone. */
export interface Queries {
  query<Row>(sql: string, values?: unknown[]): Promise<Row[]>;
}

export class Store implements Queries {
  readonly #orm: MikroORM;
  readonly #pool: Pool;

  constructor(orm: MikroORM, pool: Pool) {
    this.#orm = orm;
    this.#pool = pool;
  }

  /** A fresh entity manager, for one request or one job. */
  entities(): EntityManager {
    return this.#orm.em.fork();
  }

  async query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    const [rows] = await this.#pool.query({ sql, values, timeout: STATEMENT_MS_MAX });
    return rows as Row[];
  }

  /**
   * Queries that are asked for in the same turn of the event loop share one trip, in their order. For small reads that
   * stand or fall together.
   */
  inOneTrip(): Queries {
    let gathered: { statement: Statement; resolve(rows: unknown): void; reject(error: unknown): void }[] = [];
    const send = () => {
      const waiting = gathered;
      gathered = [];
      const { sql, values } = joined(waiting.map(({ statement }) => statement));
      this.query<unknown>(sql, values).then(
        (results) => {
          for (const [index, { resolve }] of waiting.entries())
            resolve(waiting.length === 1 ? results : results[index]);
        },
        (error) => {
          for (const { reject } of waiting) reject(error);
        },
      );
    };
    return {
      query: <Row>(sql: string, values: unknown[] = []) =>
        new Promise<Row[]>((resolve, reject) => {
          if (gathered.length === 0) queueMicrotask(send);
          gathered.push({ statement: { sql, values }, resolve: resolve as (rows: unknown) => void, reject });
        }),
    };
  }

  /** One statement that changes rows. Resolves to how many it changed or matched. */
  async change(statement: Statement): Promise<number> {
    const [header] = await this.#pool.query<ResultSetHeader>({ ...statement, timeout: STATEMENT_MS_MAX });
    return header.affectedRows;
  }

  /** A read-committed transaction, tried again after a deadlock. `work` must not have effects elsewhere. */
  async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#transactionOnce(work);
      } catch (error) {
        const code = (error as { code?: string }).code ?? '';
        if (attempt >= DEADLOCK_TRIES || !retriableErrors.has(code)) throw error;
      }
    }
  }

  async #transactionOnce<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const connection = await this.#pool.getConnection();
    const transaction = new OneTransaction(connection);
    try {
      const result = await work(transaction);
      await transaction.end('commit');
      connection.release();
      return result;
    } catch (error) {
      // A connection whose rollback fails is in an unknown state and leaves the pool.
      await transaction.end('rollback').then(
        () => connection.release(),
        () => connection.destroy(),
      );
      throw error;
    }
  }

  async ping(): Promise<void> {
    await this.#pool.query({ sql: 'select 1', timeout: STATEMENT_MS_MAX });
  }

  async close(): Promise<void> {
    await this.#orm.close(true);
  }
}

/** Opens and closes in the same trips as the statements: a short transaction costs two. */
class OneTransaction implements Transaction {
  readonly #connection: PoolConnection;
  #open = false;

  constructor(connection: PoolConnection) {
    this.#connection = connection;
  }

  async run(statements: Statement[]): Promise<Result[]> {
    return this.#send(statements, []);
  }

  async runAndCommit(statements: Statement[]): Promise<Result[]> {
    const results = await this.#send(statements, [{ sql: 'commit', values: [] }]);
    this.#open = false;
    return results;
  }

  async end(how: 'commit' | 'rollback'): Promise<void> {
    if (!this.#open) return;
    await this.#connection.query({ sql: how, timeout: STATEMENT_MS_MAX });
    this.#open = false;
  }

  async #send(statements: Statement[], after: Statement[]): Promise<Result[]> {
    const before: Statement[] = this.#open ? [] : [{ sql: 'start transaction', values: [] }];
    this.#open = true;
    const { sql, values } = joined([...before, ...statements, ...after]);
    const [results] = await this.#connection.query({ sql, values, timeout: STATEMENT_MS_MAX });
    const all =
      before.length + statements.length + after.length === 1 ? [results] : (results as unknown as Result[]);
    return (all as Result[]).slice(before.length, before.length + statements.length);
  }
}

/**
 * Connects, creates the schema or brings it up to date.
 * @param databaseUrl `mysql://user:password@host:port/database`, or with `?socket=/path` a Unix socket.
 */
export async function openStore(databaseUrl: string): Promise<Store> {
  const options = connectionOptions(databaseUrl);
  const orm = await MikroORM.init({
    // One set of entities serves both servers; only the driver's view of JSON columns differs.
    driver: (await isMariaDb(databaseUrl)) ? (MariaDbDriver as unknown as typeof MySqlDriver) : MySqlDriver,
    entities,
    dbName: options.database,
    host: options.host ?? 'localhost',
    ...(options.port === undefined ? {} : { port: options.port }),
    user: options.user,
    password: options.password ?? '',
    ...(options.socketPath === undefined ? {} : { driverOptions: { socketPath: options.socketPath } }),
    multipleStatements: true,
    charset: 'utf8mb4',
    collate: 'utf8mb4_bin',
    pool: { min: 1, max: POOL_MAX },
    ...migrationOptions,
  });
  const pool = await (
    orm.em.getConnection() as unknown as { getNativeClient(): Promise<CallbackPool> }
  ).getNativeClient();
  // Once, and not in each transaction.
  pool.on('connection', (connection) => {
    connection.query('set session transaction isolation level read committed', (error) => {
      if (error) connection.destroy();
    });
  });
  await applyMigrations(orm, databaseUrl);
  return new Store(orm, pool.promise());
}

async function isMariaDb(databaseUrl: string): Promise<boolean> {
  const connection = await createConnection(connectionOptions(databaseUrl));
  try {
    const [rows] = await connection.query('select version() as version');
    return /mariadb/i.test((rows as { version: string }[])[0]?.version ?? '');
  } finally {
    await connection.end();
  }
}
