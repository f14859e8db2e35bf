/** Events as the store has them. */
import type { StoredEvent } from '#shared/events.ts';
import type { TaskState } from '#shared/taskState.ts';
import { dateFromColumn } from '../store/sql.ts';
import type { Store } from '../store/store.ts';

export interface StoredEventColumns {
  seq: number;
  task_id: string;
  project_id: string;
  version: number;
  type: StoredEvent['type'];
  from_status: TaskState | null;
  to_status: TaskState;
  at: string;
  confirmation_id: string | null;
}

export const storedEventColumns =
  'seq, task_id, project_id, version, type, from_status, to_status, at, confirmation_id';

/** A task's events with versions after `after`, up to `until`. */
export async function readTaskEvents(
  store: Store,
  taskId: string,
  after: number,
  until: number,
): Promise<StoredEvent[]> {
  const rows = await store.query<StoredEventColumns>(
    `select ${storedEventColumns} from task_events where task_id = ? and version > ? and version <= ? order by version`,
    [taskId, after, until],
  );
  return rows.map(storedEvent);
}

export function storedEvent(row: StoredEventColumns): StoredEvent {
  const common = {
    task_id: row.task_id,
    project_id: row.project_id,
    version: row.version,
    at: dateFromColumn(row.at).toISOString(),
  };
  switch (row.type) {
    case 'task.created':
      return { type: row.type, ...common, status: row.to_status };
    case 'task.updated':
      return { type: row.type, ...common };
    case 'confirmation.requested':
    case 'confirmation.answered':
      return { type: row.type, ...common, confirmation_id: row.confirmation_id ?? '' };
    case 'task.status_changed':
      return {
        type: row.type,
        ...common,
        status: row.to_status,
        previous_status: row.from_status ?? row.to_status,
      };
  }
}
