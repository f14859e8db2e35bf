/** Lists of tasks: filtered, sorted, by page or by cursor. */
import type { FilterQuery } from '@mikro-orm/mysql';
import { raw } from '@mikro-orm/mysql';
import { type ListTasksQuery, type TaskList, TOTAL_COUNTED_MAX } from '#shared/api.ts';
import { SYSTEM_PROJECT } from '#shared/project.ts';
import type { TaskState } from '#shared/taskState.ts';
import { invalidFields } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { TaskEntity, type TaskRow } from '../store/task.entity.ts';
import { blockedOn, readWaitFacts } from './blockedOn.ts';
import type { Caller } from './submitTask.ts';
import { taskSummary } from './taskWire.ts';

type Where = FilterQuery<TaskRow>;
type SortKey = 'createdAt' | 'updatedAt';

const UNLISTED = ['result', 'traceback'] as const;
const ROWS_AT_ONCE = 50;
/** Passed by at most one read; then the page ends, and `next_cursor` leads on. */
const PAGE_CHARS_MAX = 8 * 1024 * 1024;

export async function listTasks(store: Store, query: ListTasksQuery, caller: Caller): Promise<TaskList> {
  const sort = sorting(query.sort);
  const filter = { $and: filters(query, caller) } as Where;
  const [{ rows, more }, total] = await Promise.all([
    readPage(store, filter, sort, query),
    countUpTo(store, filter, TOTAL_COUNTED_MAX),
  ]);
  const facts = await readWaitFacts(store, rows);
  const last = rows.at(-1);
  return {
    items: rows.map((row) => taskSummary(row, blockedOn(row, facts))),
    total: Math.min(total, TOTAL_COUNTED_MAX),
    total_exact: total <= TOTAL_COUNTED_MAX,
    next_cursor: more && last ? cursorOf(last, sort) : null,
  };
}

/** Read bit by bit: what users hand in, a context above all, may be large, and a page of it must not be too much. */
async function readPage(
  store: Store,
  filter: Where,
  sort: Sorting,
  query: ListTasksQuery,
): Promise<{ rows: TaskRow[]; more: boolean }> {
  const rows: TaskRow[] = [];
  let cursor = query.cursor;
  let chars = 0;
  for (;;) {
    const wanted = Math.min(ROWS_AT_ONCE, query.limit - rows.length);
    const page = cursor ? { $and: [filter, afterCursor(cursor, sort)] } : filter;
    const found = (await store.entities().find(TaskEntity, page as never, {
      orderBy: { [sort.key]: sort.direction, id: sort.direction },
      // One more than wanted tells whether there is more.
      limit: wanted + 1,
      offset: cursor ? 0 : (query.offset ?? 0),
      exclude: UNLISTED as never,
      disableIdentityMap: true,
    })) as TaskRow[];
    rows.push(...found.slice(0, wanted));
    chars += found.reduce((sum, row) => sum + charsOf(row), 0);
    const last = rows.at(-1);
    const more = found.length > wanted;
    if (!more || !last || rows.length >= query.limit || chars > PAGE_CHARS_MAX) return { rows, more };
    cursor = cursorOf(last, sort);
  }
}

function charsOf({ context, args, env, tags }: TaskRow): number {
  return JSON.stringify([context, args, env, tags]).length;
}

/** The fields of a list that say which tasks. */
export type TaskFilter = Pick<ListTasksQuery, 'status' | 'project_id' | 'user_id' | 'kind' | 'tag' | 'text'>;

/** Conditions that all have to hold. */
export function filters(query: TaskFilter, caller: Caller): Where[] {
  const where: Where[] = [];
  if (query.status) where.push({ status: { $in: query.status.map(stateOf) } });
  where.push({ projectId: query.project_id ?? { $ne: SYSTEM_PROJECT } });
  if (query.user_id !== undefined)
    where.push({ userId: query.user_id === 'me' ? caller.userId : query.user_id });
  if (query.kind !== undefined) where.push({ kind: query.kind as never });
  for (const tag of query.tag ?? []) where.push(hasTag(tag));
  if (query.text) where.push(containsText(query.text));
  return where;
}

/** `cancelled` is how people call it. */
function stateOf(status: TaskState | 'cancelled'): TaskState {
  return status === 'cancelled' ? 'revoked' : status;
}

function hasTag(tag: string): Where {
  const colon = tag.indexOf(':');
  const pair = JSON.stringify({ [tag.slice(0, colon)]: tag.slice(colon + 1) });
  return { [raw('json_contains(tags, ?)', [pair])]: 1 } as Where;
}

function containsText(text: string): Where {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  return {
    [raw(`(lower(name) like ? or lower(coalesce(command, '')) like ?)`, [pattern, pattern])]: 1,
  } as Where;
}

async function countUpTo(store: Store, filter: Where, max: number): Promise<number> {
  const { sql, params } = store
    .entities()
    .createQueryBuilder(TaskEntity)
    .select('id')
    .where(filter as never)
    .limit(max + 1)
    .toQuery();
  const [row] = await store.query<{ counted: number }>(`select count(*) as counted from (${sql}) as found`, [
    ...params,
  ]);
  return Number(row?.counted ?? 0);
}

const CURSOR_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

interface Sorting {
  key: SortKey;
  direction: 'asc' | 'desc';
}

function sorting(sort: ListTasksQuery['sort']): Sorting {
  const descending = sort.startsWith('-');
  return {
    key: sort.endsWith('created_at') ? 'createdAt' : 'updatedAt',
    direction: descending ? 'desc' : 'asc',
  };
}

/** Opaque to clients: the last row's place in the order. */
function cursorOf(row: TaskRow, { key }: Sorting): string {
  return Buffer.from(`${row[key].toISOString()} ${row.id}`).toString('base64url');
}

function afterCursor(cursor: string, { key, direction }: Sorting): Where {
  const [time = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const at = new Date(time);
  // As `cursorOf` writes it, and nothing that a date could also be read from.
  if (!CURSOR_TIME.test(time) || Number.isNaN(at.getTime()) || id === '') {
    throw invalidFields([{ path: 'cursor', message: 'is not a next_cursor of this list' }]);
  }
  const beyond = direction === 'desc' ? '$lt' : '$gt';
  // The first condition says nothing new; it lets the database begin at the cursor's place in the index.
  return {
    $and: [
      { [key]: { [`${beyond}e`]: at } },
      { $or: [{ [key]: { [beyond]: at } }, { [key]: at, id: { [beyond]: id } }] },
    ],
  } as Where;
}
