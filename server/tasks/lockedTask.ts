/** A task's row as it is read and locked before a change. */
import type { TaskKind } from '#shared/taskKinds.ts';
import type { TaskState } from '#shared/taskState.ts';
import { dateFromColumn, type Statement } from '../store/sql.ts';
import type { TaskRow } from '../store/task.entity.ts';
import type { OpenQuestion } from './openQuestions.ts';

/** What a change may decide on: the row as it is locked, before the change. */
export interface LockedTask {
  id: string;
  name: string;
  projectId: string;
  userId: string;
  kind: TaskKind;
  pty: boolean;
  queue: string;
  effectivePriority: number;
  /** Nothing of its queue may be claimed now. */
  queuePaused: boolean;
  status: TaskState;
  /** Admitted, and not to be claimed now. */
  held: boolean;
  version: number;
  epoch: number;
  runNumber: number;
  workerId: string | null;
  maxRetries: number;
  retryCount: number;
  retryDelay: number;
  readyAt: Date | null;
  startedAt: Date | null;
  cancelRequestedAt: Date | null;
  /** The classes of the failures that its retries so far followed on, the oldest first. */
  retriedAfter: string[];
  /** Its questions that wait for an answer; also those of runs before this one. */
  openQuestions: readonly OpenQuestion[];
}

export function lockTasks(taskIds: readonly string[]): Statement {
  // Sorted, so that two transactions over the same tasks lock them in the same order.
  const ids = [...new Set(taskIds)].sort();
  return {
    sql: `select id, name, project_id, user_id, kind, pty, queue, effective_priority, status, held, version, epoch, run_number, worker_id,
      max_retries, retry_count, retry_delay, ready_at, started_at, cancel_requested_at,
      exists (select 1 from limits where scope = 'queue' and limits.name = tasks.queue and paused = 1) as queue_paused,
      cast(json_extract(retry_history, '$[*].error_class') as char) as retried_after
      from tasks where id in (?) order by id for update`,
    values: [ids],
  };
}

export interface TaskColumns {
  id: string;
  name: string;
  project_id: string;
  user_id: string;
  kind: TaskKind;
  pty: number;
  queue: string;
  effective_priority: number;
  queue_paused: number;
  status: TaskState;
  held: number;
  version: number;
  epoch: number;
  run_number: number;
  worker_id: string | null;
  max_retries: number;
  retry_count: number;
  retry_delay: number;
  ready_at: string | null;
  started_at: string | null;
  cancel_requested_at: string | null;
  /** A JSON list; null when it is empty. */
  retried_after: string | null;
}

export function lockedTask(row: TaskColumns, openQuestions: readonly OpenQuestion[]): LockedTask {
  return {
    id: row.id,
    name: row.name,
    projectId: row.project_id,
    userId: row.user_id,
    kind: row.kind,
    pty: row.pty === 1,
    queue: row.queue,
    effectivePriority: row.effective_priority,
    queuePaused: row.queue_paused === 1,
    status: row.status,
    held: row.held === 1,
    version: row.version,
    epoch: row.epoch,
    runNumber: row.run_number,
    workerId: row.worker_id,
    maxRetries: row.max_retries,
    retryCount: row.retry_count,
    retryDelay: row.retry_delay,
    readyAt: optionalDate(row.ready_at),
    startedAt: optionalDate(row.started_at),
    cancelRequestedAt: optionalDate(row.cancel_requested_at),
    retriedAfter: retriesOfBudget(row),
    openQuestions,
  };
}

/**
 * The same of a row that was only read.
 * @returns undefined for a task that has had a run: that may have left questions, of which the row says nothing.
 */
export function untriedTask(row: TaskRow): LockedTask | undefined {
  if (row.runNumber > 0) return undefined;
  return {
    id: row.id,
    name: row.name,
    projectId: row.projectId,
    userId: row.userId,
    kind: row.kind,
    pty: row.pty,
    queue: row.queue,
    effectivePriority: row.effectivePriority,
    queuePaused: false,
    status: row.status,
    held: row.held,
    version: row.version,
    epoch: row.epoch,
    runNumber: 0,
    workerId: row.workerId ?? null,
    maxRetries: row.maxRetries,
    retryCount: row.retryCount,
    retryDelay: row.retryDelay,
    readyAt: row.readyAt ?? null,
    startedAt: row.startedAt ?? null,
    cancelRequestedAt: row.cancelRequestedAt ?? null,
    retriedAfter: [],
    openQuestions: [],
  };
}

/** A retry by hand begins a new budget, and the history goes on. */
function retriesOfBudget({ retried_after, retry_count }: TaskColumns): string[] {
  const all = retried_after === null ? [] : (JSON.parse(retried_after) as string[]);
  return retry_count === 0 ? [] : all.slice(-retry_count);
}

function optionalDate(text: string | null): Date | null {
  return text === null ? null : dateFromColumn(text);
}
