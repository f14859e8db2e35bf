/** Where in the structure the cursor is, told from the lines alone: what is being typed is seldom valid YAML. */
import type { Path } from './taskFileText.ts';

export interface Typing {
  /** The map or list that the cursor is in; indexes are 0, whatever they are. */
  path: Path;
  /** A name is being typed, or the value of a name; in a list it may be either. */
  what: 'key' | 'value';
  /** What is typed of it so far. */
  typed: string;
  /** Names that the map has already. */
  taken: string[];
  /** Whether the cursor stands behind a dash that it could share with a name. */
  inList: boolean;
}

interface Row {
  /** Spaces before the first dash or letter. */
  indent: number;
  /** Where the name or value begins, behind its dashes. */
  column: number;
  dashed: boolean;
  content: string;
}

const KEY = /^([\w-]+)\s*:(?:\s+(.*))?$/;

/** @returns undefined within a comment. */
export function placeAt(text: string, offset: number): Typing | undefined {
  const before = text.slice(0, offset);
  const lines = before.split('\n');
  const current = rowOf(lines.pop() ?? '');
  if (/(^|\s)#/.test(current.content)) return undefined;
  const above = lines.map(rowOf).filter(({ content }) => content !== '' && !content.startsWith('#'));
  const below = text.slice(offset).split('\n').slice(1).map(rowOf);
  const path = parentsOf(current, above);
  const taken = [...siblings(above.toReversed(), current, true), ...siblings(below, current, false)];
  const inList = current.dashed || path.at(-1) === 0;
  const pair = KEY.exec(current.content);
  if (!pair) return { path, what: 'key', typed: current.content, taken, inList };
  const [, key = '', value = ''] = pair;
  const list = /^\[(?:.*,)?\s*([^,\]]*)$/.exec(value);
  if (list) return { path: [...path, key, 0], what: 'value', typed: list[1] ?? '', taken, inList };
  return { path: [...path, key], what: 'value', typed: value, taken, inList };
}

function rowOf(line: string): Row {
  const [, spaces = '', dashes = '', content = ''] = /^( *)((?:- +|-$)*)(.*?)\r?$/.exec(line) ?? [];
  return { indent: spaces.length, column: spaces.length + dashes.length, dashed: dashes !== '', content };
}

/** @param above rows with something on them, down to the cursor's. */
function parentsOf(current: Row, above: readonly Row[]): (string | number)[] {
  const path: (string | number)[] = [];
  let { column } = current;
  let inList = current.dashed;
  if (inList) {
    path.unshift(0);
    column = current.indent;
  }
  for (const row of above.toReversed()) {
    const key = KEY.exec(row.content);
    if (inList ? row.dashed && row.indent >= column : row.column > column) continue;
    const opens = key?.[1] !== undefined && (key[2] ?? '') === '';
    if (opens && (inList ? row.column <= column : row.column < column)) {
      path.unshift(key?.[1] ?? '');
      column = row.column;
      inList = false;
    } else if (inList || row.column !== column) continue;
    // The first name of an item stands behind its dash.
    if (row.dashed) {
      path.unshift(0);
      column = row.indent;
      inList = true;
    }
  }
  return path;
}

/** Names of the same map, from the cursor on until the map ends. */
function siblings(rows: readonly Row[], current: Row, upwards: boolean): string[] {
  const names: string[] = [];
  if (upwards && current.dashed) return names;
  for (const row of rows) {
    if (row.content === '' || row.content.startsWith('#')) continue;
    if (row.column < current.column || (!upwards && row.dashed && row.indent < current.column)) break;
    if (row.column !== current.column) continue;
    const name = KEY.exec(row.content)?.[1];
    if (name !== undefined) names.push(name);
    if (row.dashed) break;
  }
  return names;
}
