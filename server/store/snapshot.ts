/** All rows of the database as they were at one moment, table by table, in bounded memory; and the way back. */
import { type Connection, createConnection, type RowDataPacket } from 'mysql2';
import { connectionOptions } from './connectionOptions.ts';

/** Its content is the schema's, not the users'. */
export const MIGRATIONS_TABLE = 'schema_migrations';

/** A row by the names of its columns, as texts and numbers; what isn't text is `{$base64}`. */
export type SnapshotRow = Record<string, unknown>;

/** Texts as they are: a JSON column that was parsed, or a time that became a Date, would not come back the same. */
const asStored = {
  dateStrings: true,
  supportBigNumbers: true,
  bigNumberStrings: true,
  charset: 'utf8mb4_bin',
  timezone: 'Z',
  multipleStatements: false,
  jsonStrings: true,
} as const;

export class Snapshot {
  readonly #connection: Connection;

  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Everything read from it is of the moment of this call. */
  static async open(databaseUrl: string): Promise<Snapshot> {
    const snapshot = new Snapshot(createConnection({ ...connectionOptions(databaseUrl), ...asStored }));
    await snapshot.#query('set session transaction isolation level repeatable read');
    await snapshot.#query('start transaction with consistent snapshot, read only');
    return snapshot;
  }

  async tables(): Promise<string[]> {
    return tablesOf((sql) => this.#query(sql));
  }

  /** The names of the migrations that made the schema. */
  async migrations(): Promise<string[]> {
    return migrationsOf((sql) => this.#query(sql));
  }

  /** Reading slowly slows the database's sending down: no more than a few rows are held. */
  async *rows(table: string): AsyncGenerator<SnapshotRow> {
    const stream = this.#connection.query(`select * from \`${table}\``).stream({ highWaterMark: 100 });
    for await (const row of stream) yield encoded(row as SnapshotRow);
  }

  close(): Promise<void> {
    // Rows that nobody read are not waited for.
    this.#connection.destroy();
    return Promise.resolve();
  }

  #query(sql: string): Promise<SnapshotRow[]> {
    return queryOn(this.#connection, sql);
  }
}

/** One transaction that empties the tables and fills them: all or nothing. */
export class RowLoader {
  readonly #connection: Connection;

  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  static async open(databaseUrl: string): Promise<RowLoader> {
    const loader = new RowLoader(createConnection({ ...connectionOptions(databaseUrl), ...asStored }));
    await loader.#query('start transaction');
    return loader;
  }

  async tables(): Promise<string[]> {
    return tablesOf((sql) => this.#query(sql));
  }

  async migrations(): Promise<string[]> {
    return migrationsOf((sql) => this.#query(sql));
  }

  async count(table: string): Promise<number> {
    const [row] = await this.#query(`select count(*) as count from \`${table}\``);
    return Number(row?.count ?? 0);
  }

  async empty(table: string): Promise<void> {
    await this.#query(`delete from \`${table}\``);
  }

  /** All have the columns of the first one. */
  async insert(table: string, rows: readonly SnapshotRow[]): Promise<void> {
    const columns = Object.keys(rows[0] ?? {});
    const names = columns.map((name) => `\`${name}\``).join(',');
    const values = rows.map((row) => columns.map((name) => decoded(row[name])));
    await this.#query(`insert into \`${table}\` (${names}) values ?`, [values]);
  }

  async commit(): Promise<void> {
    await this.#query('commit');
  }

  /** Without a commit before, nothing was changed. */
  close(): void {
    this.#connection.destroy();
  }

  #query(sql: string, values: unknown[] = []): Promise<SnapshotRow[]> {
    return queryOn(this.#connection, sql, values);
  }
}

function queryOn(connection: Connection, sql: string, values: unknown[] = []): Promise<SnapshotRow[]> {
  return new Promise((resolve, reject) => {
    connection.query<RowDataPacket[]>(sql, values, (error, rows) => (error ? reject(error) : resolve(rows)));
  });
}

async function tablesOf(query: (sql: string) => Promise<SnapshotRow[]>): Promise<string[]> {
  const rows = await query(`select table_name as name from information_schema.tables
    where table_schema = database() and table_type = 'BASE TABLE' order by table_name`);
  return rows.map(({ name }) => String(name)).filter((name) => name !== MIGRATIONS_TABLE);
}

async function migrationsOf(query: (sql: string) => Promise<SnapshotRow[]>): Promise<string[]> {
  const rows = await query(`select name from ${MIGRATIONS_TABLE} order by name`);
  return rows.map(({ name }) => String(name));
}

function encoded(row: SnapshotRow): SnapshotRow {
  const entries = Object.entries(row).map(([name, value]) => [
    name,
    Buffer.isBuffer(value) ? { $base64: value.toString('base64') } : value,
  ]);
  return Object.fromEntries(entries);
}

function decoded(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  return Buffer.from(String((value as { $base64: unknown }).$base64), 'base64');
}
