/** Rows of an entity without the entity manager, whose hydration costs a multiple of the statement on a hot path. */
import { BooleanType, DateTimeType, JsonType } from '@mikro-orm/core';
import { columnName, dateFromColumn } from './sql.ts';

export interface RowReader<Row> {
  /** Of a table that the statement calls by this alias, for its `select`. */
  columns(alias: string): string;
  /** A row with these columns, as the entity manager would give it. */
  row(found: Record<string, unknown>): Row;
}

/**
 * For entities whose columns are named after their properties, as all of ours are.
 * @param without properties that are not read.
 */
export function rowReader<Row>(
  entity: { meta: { properties: Record<string, { type: unknown }> } },
  { without = [] }: { without?: readonly string[] } = {},
): RowReader<Row> {
  const { properties } = entity.meta;
  const read = Object.entries(properties).filter(([property]) => !without.includes(property));
  const fields = read.map(([property, { type }]) => {
    const column = columnName(property);
    const isJson = isOf(JsonType, type);
    return {
      property,
      // One driver parses JSON columns, the other doesn't; a text is a text to both.
      selected: (alias: string) =>
        isJson ? `cast(${alias}.${column} as char) as ${column}` : `${alias}.${column}`,
      column: column.slice(1, -1),
      read: isJson
        ? fromJson
        : isOf(DateTimeType, type)
          ? fromTime
          : isOf(BooleanType, type)
            ? fromFlag
            : asItIs,
    };
  });
  return {
    columns: (alias) => fields.map(({ selected }) => selected(alias)).join(', '),
    row(found) {
      const row: Record<string, unknown> = {};
      for (const { property, column, read } of fields) {
        const value = found[column];
        row[property] = value === null ? null : read(value);
      }
      return row as Row;
    },
  };
}

/** A property's type is a class until the ORM has started, and an instance of it from then on. */
function isOf(wanted: abstract new (...args: never[]) => unknown, type: unknown): boolean {
  return type === wanted || type instanceof wanted;
}

const fromJson = (value: unknown) => JSON.parse(value as string) as unknown;
const fromTime = (value: unknown) => dateFromColumn(value as string);
const fromFlag = (value: unknown) => value === 1;
const asItIs = (value: unknown) => value;
