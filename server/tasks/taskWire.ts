/** Tasks on their way out: rows become what the contract promises. */
import type { BlockedOn, HistoryEntry, Progress, RunWire, Task, TaskSummary } from '#shared/task.ts';
import { toWire } from '#shared/wire.ts';
import type { RunRow } from '../store/run.entity.ts';
import type { TaskRow } from '../store/task.entity.ts';
import type { TaskEventRow } from '../store/taskEvent.entity.ts';

const noProgress: Progress = {
  percentage: 0,
  current_step: '',
  total_steps: 0,
  details: {},
  updated_at: null,
};

type Dated<T> = {
  [K in keyof T]: T[K] extends Date ? string : T[K] extends Date | null | undefined ? string | null : T[K];
};

/** The same object with times as RFC 3339 texts in UTC, and null where there is nothing. */
function dated<T extends object>(row: T): Dated<T> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(row)) {
    result[key] = value instanceof Date ? value.toISOString() : (value ?? null);
  }
  return result as Dated<T>;
}

/** Internal to the server, or only for a single read. */
type Internal =
  | 'epoch'
  | 'waitingFor'
  | 'held'
  | 'readyAt'
  | 'runNumber'
  | 'workerId'
  | 'credential'
  | 'modelKey'
  | 'continuedSession'
  | 'sessionHost';
type Unlisted = Internal | 'result' | 'traceback';

export function taskSummary(row: Omit<TaskRow, Unlisted>, blockedOn: BlockedOn | null): TaskSummary {
  const { epoch, waitingFor, held, readyAt, runNumber, workerId, result, traceback, ...more } =
    row as TaskRow;
  const { credential, modelKey, continuedSession, sessionHost, tokenUsage, ...listed } = more;
  return {
    ...(toWire(dated(listed)) as unknown as TaskSummary),
    usage: tokenUsage ?? null,
    progress: row.progress ?? noProgress,
    blocked_on: blockedOn,
  };
}

export function taskWire(
  row: TaskRow,
  more: { blockedOn: BlockedOn | null; runs: RunRow[]; history: TaskEventRow[] },
): Task {
  const latest = more.runs.at(-1);
  return {
    ...taskSummary(row, more.blockedOn),
    result: row.result ?? null,
    traceback: row.traceback ?? null,
    stdout: latest?.stdout ?? '',
    stderr: latest?.stderr ?? '',
    history: more.history.map(historyEntry),
    runs: more.runs.map(runWire),
  };
}

/** A task that was stored a moment ago, without reading it again. */
export function newTaskWire(row: TaskRow, blockedOn: BlockedOn | null): Task {
  const at = row.createdAt.toISOString();
  const history = [{ from: null, to: row.status, at, run: null, actor: row.userId, reason: 'submitted' }];
  return { ...taskWire(row, { blockedOn, runs: [], history: [] }), history };
}

function historyEntry(event: TaskEventRow): HistoryEntry {
  return {
    from: event.fromStatus ?? null,
    to: event.toStatus,
    at: event.at.toISOString(),
    run: event.run ?? null,
    actor: event.actor,
    reason: event.reason,
  };
}

function runWire({ taskId, workerId, stdout, stderr, ...run }: RunRow): RunWire {
  return { ...(toWire(dated(run)) as unknown as RunWire), worker: workerId };
}
