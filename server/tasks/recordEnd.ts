/** What is written beside a task's change because of where it leads: dead letters and counters. */
import { type ErrorType, errorTypeOf } from '#shared/errorClasses.ts';
import { isFinal, type TaskState } from '#shared/taskState.ts';
import type { EndCounts } from '../statistics/countEnds.ts';
import type { Columns, Statement } from '../store/sql.ts';

interface ChangedTask {
  id: string;
  projectId: string;
  kind: string;
  /** Before the change. */
  status: TaskState;
  readyAt: Date | null;
  startedAt: Date | null;
}

interface Move {
  path: readonly TaskState[];
  columns?: Columns;
}

export interface Failed {
  errorType: ErrorType;
  errorClass: string;
  message: string;
}

/**
 * A failure that stays is a dead letter, until it is left again. It goes behind the task's own change, whose columns
 * it copies.
 */
export function deadLetterChange(task: ChangedTask, { path }: Move): Statement[] {
  if (path.at(-1) === 'failure') {
    const sql = `replace into dead_letters (task_id, name, project_id, user_id, error_type, error_class,
        error_message, advice, failed_at)
      select id, name, project_id, user_id, coalesce(error_type, 'retriable'), coalesce(error_class, 'Unknown'),
        coalesce(error_message, ''), coalesce(advice, ''), updated_at from tasks where id = ?`;
    return [{ sql, values: [task.id] }];
  }
  if (task.status !== 'failure' || path.length === 0) return [];
  return [{ sql: 'delete from dead_letters where task_id = ?', values: [task.id] }];
}

/**
 * Counts a failure, passing or not, and an end. A failed task that is cancelled had ended before; one that is tried
 * again by hand ends once more.
 */
export function countMove(counts: EndCounts, task: ChangedTask, move: Move): void {
  const status = move.path.at(-1);
  if (status === undefined) return;
  const failed = failureOf(move);
  const { projectId, kind } = task;
  if (failed) counts.failed({ projectId, ...failed, final: isFinal(status) });
  if (!isFinal(status) || task.status === 'failure') return;
  const { duration } = move.columns ?? {};
  const { readyAt, startedAt } = task;
  const began = startedAt !== null && readyAt !== null && startedAt >= readyAt;
  counts.ended({
    projectId,
    kind,
    status,
    runSeconds: typeof duration === 'number' ? duration : null,
    waitSeconds: began ? (startedAt.getTime() - readyAt.getTime()) / 1000 : null,
  });
}

/** The failure that a move records, if it records one. */
export function failureOf({ path, columns }: Move): Failed | undefined {
  const errorClass = columns?.errorClass;
  if (path.length === 0 || typeof errorClass !== 'string') return undefined;
  return { errorType: errorTypeOf(errorClass), errorClass, message: String(columns?.errorMessage ?? '') };
}
