/**
 * Statements that change nothing, and fail where something isn't as expected. The server leaves out whatever follows a
 * statement that fails: so a transaction can be sent with its commit, in one trip, and is guarded all the same.
 */
import type { Statement } from './sql.ts';

/** That the statement right before this one matched so many rows. */
export function expectRows(rows: number): Statement {
  return { sql: failIf('row_count() <> ?'), values: [rows] };
}

/** That a `select` finds a row. What it reads is locked, as by a change. */
export function expectFound({ sql, values }: Statement): Statement {
  return { sql: failIf(`not exists (${sql})`), values };
}

/** That a `select` finds nothing. */
export function expectNothing({ sql, values }: Statement): Statement {
  return { sql: failIf(`exists (${sql})`), values };
}

/** Whether a transaction failed because something wasn't as expected. */
export function isUnexpected(error: unknown): boolean {
  return (error as { code?: string }).code === 'ER_DATA_OUT_OF_RANGE';
}

/**
 * One more than the largest number there is can't be computed, by MariaDB and by MySQL. A `do` would pass over the
 * error on MariaDB, and a `select` has an answer that somebody would have to read.
 */
function failIf(condition: string): string {
  return `set @expected = ~0 + (${condition})`;
}
