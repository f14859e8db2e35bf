/** Rows of an entity without the entity manager, whose hydration costs a multiple of the statement on a hot path. */
import { BooleanType, DateTimeType, type EntityName, type EntitySchema, JsonType } from '@mikro-orm/core';
import { columnName, dateFromColumn } from './sql.ts';

export interface RowReader<Row> {
  /** All of the entity's columns, for a `select`. */
  columns: string;
  /** A row with these columns, as the entity manager would give it. */
  row(found: Record<string, unknown>): Row;
}

/** For entities whose columns are named after their properties, as all of ours are. */
export function rowReader<Row>(entity: EntityName<Row>): RowReader<Row> {
  const { properties } = (entity as EntitySchema).meta;
  const fields = Object.entries(properties).map(([property, { type }]) => {
    const column = columnName(property);
    const isJson = isOf(JsonType, type);
    return {
      property,
      // One driver parses JSON columns, the other doesn't; a text is a text to both.
      selected: isJson ? `cast(${column} as char) as ${column}` : column,
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
    columns: fields.map(({ selected }) => selected).join(', '),
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
