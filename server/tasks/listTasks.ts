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

export async function listTasks(store: Store, query: ListTasksQuery, caller: Caller): Promise<TaskList> {
  const sort = sorting(query.sort);
  const filter = { $and: filters(query, caller) } as Where;
  const page = query.cursor ? { $and: [filter, afterCursor(query.cursor, sort)] } : filter;
  const [rows, total] = await Promise.all([
    store.entities().find(TaskEntity, page as never, {
      orderBy: { [sort.key]: sort.direction, id: sort.direction },
      // One more than asked for tells whether there is a next page.
      limit: query.limit + 1,
      offset: query.cursor ? 0 : (query.offset ?? 0),
      exclude: UNLISTED as never,
      disableIdentityMap: true,
    }),
    countUpTo(store, filter, TOTAL_COUNTED_MAX),
  ]);
  const listed = (rows as TaskRow[]).slice(0, query.limit);
  const facts = await readWaitFacts(store, listed);
  const last = listed.at(-1);
  return {
    items: listed.map((row) => taskSummary(row, blockedOn(row, facts))),
    total: Math.min(total, TOTAL_COUNTED_MAX),
    total_exact: total <= TOTAL_COUNTED_MAX,
    next_cursor: rows.length > query.limit && last ? cursorOf(last, sort) : null,
  };
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
  const rows = await store.entities().find(TaskEntity, filter as never, {
    fields: ['id'] as never,
    limit: max + 1,
    disableIdentityMap: true,
  });
  return rows.length;
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
  return { $or: [{ [key]: { [beyond]: at } }, { [key]: at, id: { [beyond]: id } }] } as Where;
}
