/** SQL for the paths that are too hot for the entity manager: one statement, its values, rows from camelCase. */

export interface Statement {
  sql: string;
  values: unknown[];
}

export type Columns = Record<string, unknown>;

/** The database's clock, with which every lease is written and compared. */
export const DB_NOW = 'utc_timestamp(3)';

/** An `insert` of one or more rows; all have the keys of the first one. What is null in all of them is left out. */
export function insertRows(table: string, rows: readonly object[]): Statement {
  const keys = Object.keys(rows[0] ?? {}).filter((key) =>
    rows.some((row) => ((row as Columns)[key] ?? null) !== null),
  );
  const marks = `(${keys.map(() => '?').join(',')})`;
  return {
    sql: `insert into ${table} (${keys.map(columnName).join(',')}) values ${rows.map(() => marks).join(',')}`,
    values: rows.flatMap((row) => keys.map((key) => columnValue((row as Columns)[key]))),
  };
}

/** An `update` of the given columns; `where` brings its own values. */
export function updateWhere(table: string, columns: Columns, where: string, values: unknown[]): Statement {
  const keys = Object.keys(columns);
  return {
    sql: `update ${table} set ${keys.map((key) => `${columnName(key)} = ?`).join(', ')} where ${where}`,
    values: [...keys.map((key) => columnValue(columns[key])), ...values],
  };
}

export function condition(sql: string, ...values: unknown[]): Statement {
  return { sql, values };
}

/** `where` and conditions that all have to hold; nothing where there are none. */
export function whereAll(conditions: readonly Statement[]): Statement {
  return {
    sql: conditions.length > 0 ? `where ${conditions.map(({ sql }) => `(${sql})`).join(' and ')}` : '',
    values: conditions.flatMap(({ values }) => values),
  };
}

/** Several statements as one, for one trip to the database. */
export function joined(statements: readonly Statement[]): Statement {
  return {
    sql: statements.map(({ sql }) => sql).join(';\n'),
    values: statements.flatMap(({ values }) => values),
  };
}

/** A `DATETIME(3)` as the driver returns it, `2026-01-31 12:00:00.000` in UTC. */
export function dateFromColumn(text: string): Date {
  return new Date(`${text.replace(' ', 'T')}Z`);
}

const columnNames = new Map<string, string>();

/** `someName` → `` `some_name` ``. */
export function columnName(key: string): string {
  let name = columnNames.get(key);
  if (!name) {
    name = `\`${key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}\``;
    columnNames.set(key, name);
  }
  return name;
}

/** Objects and lists are JSON columns; everything else the driver writes as it is. */
export function columnValue(value: unknown): unknown {
  if (value === undefined) return null;
  return typeof value === 'object' && value !== null && !(value instanceof Date)
    ? JSON.stringify(value)
    : value;
}
