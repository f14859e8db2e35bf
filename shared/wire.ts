/** The one place where names change between the wire (snake_case) and TypeScript (camelCase). */

type CamelCase<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;

type SnakeCase<S extends string> = S extends `${infer Head}${infer Tail}`
  ? Head extends Lowercase<Head>
    ? `${Head}${SnakeCase<Tail>}`
    : `_${Lowercase<Head>}${SnakeCase<Tail>}`
  : S;

/** The same object with its own keys (not those of nested values) in camelCase. */
export type FromWire<T> = { [K in keyof T as K extends string ? CamelCase<K> : never]: T[K] };
/** The same object with its own keys (not those of nested values) in snake_case. */
export type ToWire<T> = { [K in keyof T as K extends string ? SnakeCase<K> : never]: T[K] };

const camelNames = new Map<string, string>();
const snakeNames = new Map<string, string>();

function remembered(names: Map<string, string>, key: string, make: (key: string) => string): string {
  let name = names.get(key);
  if (name === undefined) {
    name = make(key);
    if (names.size < 1000) names.set(key, name);
  }
  return name;
}

/** Renames the top-level keys only: maps such as `env`, `tags` and `context` keep the names that users gave. */
export function fromWire<T extends object>(value: T): FromWire<T> {
  return renamed(value, (key) => remembered(camelNames, key, camelCase)) as FromWire<T>;
}

/** The way back; see {@link fromWire}. */
export function toWire<T extends object>(value: T): ToWire<T> {
  return renamed(value, (key) => remembered(snakeNames, key, snakeCase)) as ToWire<T>;
}

function renamed(value: object, rename: (key: string) => string): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) result[rename(key)] = item;
  return result;
}

function camelCase(key: string): string {
  return key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
