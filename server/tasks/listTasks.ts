/** Lists of tasks: filtered, sorted, by page or by cursor. */
import { type ListTasksQuery, type TaskList, TOTAL_COUNTED_MAX } from '#shared/api.ts';
import { invalidFields } from '../errors.ts';
import { rowReader } from '../store/rowReader.ts';
import { type Columns, condition, type Statement, whereAll } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { TaskEntity, type TaskRow } from '../store/task.entity.ts';
import { blockedOn, readWaitFacts } from './blockedOn.ts';
import type { LargeTotals } from './largeTotals.ts';
import type { Caller } from './submitTask.ts';
import { filterConditions, hashOf, ofProject } from './taskFilter.ts';
import { taskSummary } from './taskWire.ts';

type ListedRow = Omit<TaskRow, 'result' | 'traceback'>;

const listedReader = rowReader<ListedRow>(TaskEntity, { without: ['result', 'traceback'] });

const ROWS_AT_ONCE = 50;
/** Passed by at most one read; then the page ends, and `next_cursor` leads on. */
const PAGE_CHARS_MAX = 8 * 1024 * 1024;

export async function listTasks(
  { store, totals }: { store: Store; totals: LargeTotals },
  query: ListTasksQuery,
  caller: Caller,
): Promise<TaskList> {
  const source = sourceOf(query, caller);
  const [{ rows, more }, total] = await Promise.all([
    readPage(store, source, query),
    countUpTo({ store, totals }, source.counted ?? source, TOTAL_COUNTED_MAX),
  ]);
  const facts = await readWaitFacts(store, rows);
  const last = rows.at(-1);
  return {
    items: rows.map((row) => taskSummary(row, blockedOn(row, facts))),
    total: Math.min(total, TOTAL_COUNTED_MAX),
    total_exact: total <= TOTAL_COUNTED_MAX,
    next_cursor: more && last ? cursorOf(last, source) : null,
  };
}

/** Where the tasks come from, and in which order. */
interface Source {
  from: string;
  conditions: readonly Statement[];
  /** What is counted, where that is less than the tasks themselves. */
  counted?: { from: string; conditions: readonly Statement[] };
  key: 'createdAt' | 'updatedAt';
  direction: 'asc' | 'desc';
  /** The columns of that order. */
  order: readonly [time: string, id: string];
}

function sourceOf({ sort, ...query }: ListTasksQuery, caller: Caller): Source {
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  const [first, ...others] = query.tag ?? [];
  if (!sort.endsWith('created_at') || first === undefined) {
    const key = sort.endsWith('created_at') ? 'createdAt' : 'updatedAt';
    const order = [key === 'createdAt' ? 't.created_at' : 't.updated_at', 't.id'] as const;
    return { from: 'tasks t', conditions: filterConditions(query, caller), key, direction, order };
  }
  const { status, user_id, kind, text } = query;
  const byTagAlone = others.length === 0 && [status, user_id, kind, text].every((each) => each === undefined);
  const hasTag = condition('g.tag = ?', hashOf(first));
  const counted = { from: 'task_tags g', conditions: [hasTag, ofProject('g.project_id', query.project_id)] };
  // The index of the tag is in the list's order: as much of it is read as the page has, however many have the tag.
  return {
    from: 'task_tags g straight_join tasks t on t.id = g.task_id',
    conditions: [hasTag, ...filterConditions({ ...query, tag: others }, caller)],
    ...(byTagAlone ? { counted } : {}),
    key: 'createdAt',
    direction,
    order: ['g.created_at', 'g.task_id'],
  };
}

/** Read bit by bit: what users hand in, a context above all, may be large, and a page of it must not be too much. */
async function readPage(
  store: Store,
  source: Source,
  query: ListTasksQuery,
): Promise<{ rows: ListedRow[]; more: boolean }> {
  const rows: ListedRow[] = [];
  let cursor = query.cursor;
  let chars = 0;
  for (;;) {
    const wanted = Math.min(ROWS_AT_ONCE, query.limit - rows.length);
    // One more than wanted tells whether there is more.
    const found = await readRows(store, source, {
      cursor,
      limit: wanted + 1,
      offset: cursor ? 0 : (query.offset ?? 0),
    });
    rows.push(...found.slice(0, wanted));
    chars += found.reduce((sum, row) => sum + charsOf(row), 0);
    const last = rows.at(-1);
    const more = found.length > wanted;
    if (!more || !last || rows.length >= query.limit || chars > PAGE_CHARS_MAX) return { rows, more };
    cursor = cursorOf(last, source);
  }
}

async function readRows(
  store: Store,
  source: Source,
  { cursor, limit, offset }: { cursor: string | undefined; limit: number; offset: number },
): Promise<ListedRow[]> {
  const after = cursor === undefined ? [] : [afterCursor(cursor, source)];
  const where = whereAll([...source.conditions, ...after]);
  const [time, id] = source.order;
  const order = `${time} ${source.direction}, ${id} ${source.direction}`;
  const found = await store.query<Columns>(
    `select ${listedReader.columns('t')} from ${source.from} ${where.sql} order by ${order} limit ? offset ?`,
    [...where.values, limit, offset],
  );
  return found.map((row) => listedReader.row(row));
}

function charsOf({ context, args, env, tags }: ListedRow): number {
  return JSON.stringify([context, args, env, tags]).length;
}

async function countUpTo(
  { store, totals }: { store: Store; totals: LargeTotals },
  { from, conditions }: Pick<Source, 'from' | 'conditions'>,
  max: number,
): Promise<number> {
  const where = whereAll(conditions);
  return totals.of(JSON.stringify([from, where]), async () => {
    const [row] = await store.query<{ counted: number }>(
      `select count(*) as counted from (select 1 from ${from} ${where.sql} limit ?) as found`,
      [...where.values, max + 1],
    );
    return Number(row?.counted ?? 0);
  });
}

/** Order, time and id, as `cursorOf` writes them, and nothing that a date could also be read from. */
const CURSOR =
  /^(\w+ \w+) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Opaque to clients: the last row's place in the order. */
function cursorOf(row: ListedRow, { key, direction }: Source): string {
  return Buffer.from(`${key} ${direction} ${row[key].toISOString()} ${row.id}`).toString('base64url');
}

function afterCursor(cursor: string, { key, direction, order }: Source): Statement {
  const [, itsOrder, text = '', afterId = ''] =
    CURSOR.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const at = new Date(text);
  if (itsOrder !== `${key} ${direction}` || Number.isNaN(at.getTime())) {
    throw invalidFields([{ path: 'cursor', message: 'is not a next_cursor of this list' }]);
  }
  const [time, id] = order;
  const beyond = direction === 'desc' ? '<' : '>';
  // The first condition says nothing new; it lets the database begin at the cursor's place in the index.
  const sql = `${time} ${beyond}= ? and (${time} ${beyond} ? or (${time} = ? and ${id} ${beyond} ?))`;
  return condition(sql, at, at, at, afterId);
}
