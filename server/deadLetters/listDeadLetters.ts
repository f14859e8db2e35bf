import type { DeadLetter, DeadLetterList, ListDeadLettersQuery } from '#shared/deadLetter.ts';
import { SYSTEM_PROJECT } from '#shared/project.ts';
import { notFound } from '../errors.ts';
import { readPage } from '../store/keysetPage.ts';
import { dateFromColumn } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import type { Caller } from '../tasks/submitTask.ts';

type DeadLetterColumns = Omit<DeadLetter, 'failed_at'> & { failed_at: string };

const COLUMNS =
  'task_id, name, project_id, user_id, error_type, error_class, error_message, advice, failed_at';

/** The latest failures first. Those of the server's own tasks are seen when asked for. */
export async function listDeadLetters(
  store: Store,
  query: ListDeadLettersQuery,
  caller: Caller,
): Promise<DeadLetterList> {
  const { project_id, error_class, error_type, limit, cursor } = query;
  const user_id = query.user_id === 'me' ? caller.userId : query.user_id;
  const wanted = Object.entries({ project_id, user_id, error_class, error_type })
    .filter(([, value]) => value !== undefined)
    .map(([column, value]) => ({ sql: `${column} = ?`, values: [value] }));
  const hidden = project_id === undefined ? [{ sql: 'project_id <> ?', values: [SYSTEM_PROJECT] }] : [];
  const { rows, ...page } = await readPage<DeadLetterColumns>(store, {
    table: 'dead_letters',
    columns: COLUMNS,
    order: { time: 'failed_at', id: 'task_id' },
    where: [...wanted, ...hidden],
    limit,
    cursor,
  });
  return { items: rows.map(deadLetter), ...page };
}

/** @throws {AppError} 404 for a task that isn't a dead letter. */
export async function readDeadLetter(store: Store, taskId: string): Promise<DeadLetter> {
  const [row] = await store.query<DeadLetterColumns>(
    `select ${COLUMNS} from dead_letters where task_id = ?`,
    [taskId],
  );
  if (!row) throw notFound('dead_letter', taskId);
  return deadLetter(row);
}

function deadLetter(row: DeadLetterColumns): DeadLetter {
  return { ...row, failed_at: dateFromColumn(row.failed_at).toISOString() };
}
