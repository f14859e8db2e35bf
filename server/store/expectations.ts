/**
 * Statements that change nothing, and fail where something isn't as expected. The server leaves out whatever follows a
 * statement that fails: so a transaction can be sent with its commit, in one trip, and is guarded all the same.
 */
import type { Statement } from './sql.ts';

/** An SQL condition that holds where something isn't as expected. */
type Unexpected = Statement;

/** That the statement right before matched so many rows. */
export function matched(rows: number): Unexpected {
  return { sql: 'row_count() <> ?', values: [rows] };
}

/** That a `select` finds a row. What it reads is locked, as by a change. */
export function found({ sql, values }: Statement): Unexpected {
  return { sql: `not exists (${sql})`, values };
}

/** That a `select` finds nothing. */
export function nothing({ sql, values }: Statement): Unexpected {
  return { sql: `exists (${sql})`, values };
}

/**
 * Fails unless all is as expected. One more than the largest number there is can't be computed, by MariaDB and by MySQL.
 * A `do` would pass over the error on MariaDB, and a `select` has an answer that somebody would have to read.
 */
export function expectAll(expectations: readonly Unexpected[]): Statement {
  return {
    sql: `set @unexpected = ~0 + (${expectations.map(({ sql }) => sql).join(' or ')})`,
    values: expectations.flatMap(({ values }) => values),
  };
}

/** Whether a transaction failed because something wasn't as expected. */
export function isUnexpected(error: unknown): boolean {
  return (error as { code?: string }).code === 'ER_DATA_OUT_OF_RANGE';
}
