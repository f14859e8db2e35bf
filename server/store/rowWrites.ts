/**
 * What a transaction writes to single rows, gathered, so that many rows of the same change cost one statement: the
 * parsing and the planning of a statement cost more than the change of a row.
 */
import { type Columns, columnName, columnValue, insertRows, type Statement, updateWhere } from './sql.ts';

const ROWS_PER_UPDATE = 50;

/** A row by its primary key, as it was before the transaction. */
export interface RowKey {
  table: string;
  /** The first column of the primary key, in camelCase, with its value. */
  id: readonly [column: string, value: string];
  /** What else it has to match: the rest of the key, and guards. */
  where: Columns;
}

interface Update extends RowKey {
  columns: Columns;
}

/** A statement, and how many rows it has to match. */
export interface RowsStatement extends Statement {
  rows: number;
}

export class RowWrites {
  readonly #inserts = new Map<string, object[]>();
  readonly #updates = new Map<string, Update>();

  /** Rows of a table have the same columns. */
  insert(table: string, row: object): void {
    const known = this.#inserts.get(table);
    if (known) known.push(row);
    else this.#inserts.set(table, [row]);
  }

  /** Changed twice, a row takes the later values, and has to match what it was at first. */
  update(key: RowKey, columns: Columns): void {
    const name = `${key.table}\n${key.id[1]}`;
    const known = this.#updates.get(name);
    if (known) Object.assign(known.columns, columns);
    else this.#updates.set(name, { ...key, columns: { ...columns } });
  }

  statements(): RowsStatement[] {
    const inserts = [...this.#inserts].map(([table, rows]) => ({
      ...insertRows(table, rows),
      rows: rows.length,
    }));
    const alike = Map.groupBy(this.#updates.values(), shapeOf);
    return [...inserts, ...[...alike.values()].flatMap((updates) => inParts(updates).map(updateAlike))];
  }
}

/** Updates of one shape differ in the row, and in the values. */
function shapeOf({ table, where, columns }: Update): string {
  const guards = Object.entries(where).map(([name, value]) => `${name}=${value}`);
  return [table, ...guards, ...Object.keys(columns)].join('\n');
}

function inParts(updates: readonly Update[]): Update[][] {
  const parts: Update[][] = [];
  for (let at = 0; at < updates.length; at += ROWS_PER_UPDATE)
    parts.push(updates.slice(at, at + ROWS_PER_UPDATE));
  return parts;
}

function updateAlike(updates: Update[]): RowsStatement {
  const [first] = updates as [Update];
  const rows = updates.length;
  const [idColumn] = first.id;
  const guards = Object.keys(first.where).map((key) => ` and ${columnName(key)} = ?`);
  const where = `${columnName(idColumn)} in (?)${guards.join('')}`;
  const ids = updates.map(({ id }) => id[1]);
  const whereValues = [ids, ...Object.values(first.where).map(columnValue)];
  // Without the hint, an index on what the row has to match may look better, and locks rows of others.
  const table = `${first.table} force index (primary)`;
  if (rows === 1) return { ...updateWhere(table, first.columns, where, whereValues), rows };
  const sets = Object.keys(first.columns).map((key) => setColumn(key, columnName(idColumn), updates));
  return {
    sql: `update ${table} set ${sets.map(({ sql }) => sql).join(', ')} where ${where}`,
    values: [...sets.flatMap(({ values }) => values), ...whereValues],
    rows,
  };
}

/** One value for all rows, or each its own. */
function setColumn(key: string, idColumn: string, updates: readonly Update[]): Statement {
  const values = updates.map(({ columns }) => columnValue(columns[key]));
  const name = columnName(key);
  if (values.every((value) => isSame(value, values[0]))) return { sql: `${name} = ?`, values: [values[0]] };
  return {
    sql: `${name} = case ${idColumn} ${'when ? then ? '.repeat(updates.length)}end`,
    values: updates.flatMap(({ id }, index) => [id[1], values[index]]),
  };
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || (a instanceof Date && b instanceof Date && a.getTime() === b.getTime());
}
