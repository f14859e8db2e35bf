/** The end of a run, whatever it was: its result on the run and the task, and where the task goes from there. */
import type { TaskState } from '#shared/taskState.ts';
import { countCost } from '../statistics/costs.ts';
import type { Columns } from '../store/sql.ts';
import type { Queries } from '../store/store.ts';
import type { Transitions } from './applyTransition.ts';
import type { Decision } from './change.ts';
import type { Claim } from './claimRun.ts';
import {
  errorText,
  failureColumns,
  failureDecision,
  handBackDecision,
  type RunEnd,
  type RunFailure,
} from './failRun.ts';
import type { LockedTask } from './lockedTask.ts';
import { type LineStarts, readLineStarts } from './placeInLine.ts';
import type { SessionColumns } from './sessionEnd.ts';

export type RunOutcome =
  | { status: 'success'; result: unknown }
  | { status: 'failure'; failure: RunFailure }
  | { status: 'timeout'; failure: RunFailure }
  | { status: 'revoked' }
  /** The worker stops: the task goes back, and no retry is counted. */
  | { status: 'handed_back' };

/** What was measured of a run. Times are of the worker's clock. */
export interface RunMeasures {
  /** When its process was there; null if it never was. */
  startedAt: Date | null;
  endedAt: Date;
  /** Seconds of running time; null if its process never was there. */
  duration: number | null;
  exitCode: number | null;
  signal: string | null;
  /** Bytes. */
  maxMemory: number | null;
  /** Percent of one core. */
  maxCpu: number | null;
  /** The last 64 KiB of each stream. */
  stdout: string;
  stderr: string;
  /** Of a run that talked to Claude. */
  session?: SessionColumns | undefined;
}

/** @returns false if the run was no longer the worker's; then nothing is written. */
export async function finishRun(
  { store, transitions }: { store: Queries; transitions: Transitions },
  claim: Claim,
  outcome: RunOutcome,
  measures: RunMeasures,
): Promise<boolean> {
  const lines = outcome.status === 'handed_back' ? await readLineStarts(store) : undefined;
  const applied = await transitions.apply({
    taskId: claim.taskId,
    epoch: claim.epoch,
    known: claim.known,
    decide: (task) => decide(task, claim, outcome, measures, lines),
  });
  return applied !== undefined;
}

function decide(
  task: LockedTask,
  claim: Claim,
  outcome: RunOutcome,
  measures: RunMeasures,
  lines: LineStarts | undefined,
): Decision {
  const at = measures.endedAt;
  const cost = countCost(claim.taskId, measures.session?.cost ?? 0, at);
  const columns: Columns = {
    duration: measures.duration,
    exitCode: measures.exitCode,
    ...(measures.signal || isAgain(task) ? { signal: measures.signal } : {}),
    maxMemory: measures.maxMemory,
    maxCpu: measures.maxCpu,
    ...measures.session?.task,
    // Its process may have ended before its beginning was stored.
    ...(task.status === 'started' && measures.startedAt ? { startedAt: measures.startedAt } : {}),
  };
  const end = {
    runColumns: endOfRun(outcome, measures),
    also: [...(measures.session?.also ?? []), ...cost],
    actor: 'worker',
  };
  // A run that failed while its cancel was on the way is not tried again; one that succeeded has succeeded.
  if (outcome.status === 'revoked' || (task.cancelRequestedAt && outcome.status !== 'success')) {
    return ended(task, 'revoked', at, { ...end, columns, reason: 'cancelled' });
  }
  switch (outcome.status) {
    case 'success':
      return ended(task, 'success', at, {
        ...end,
        columns: { ...columns, ...resultColumn(outcome.result), ...(isAgain(task) ? noFailure : {}) },
        reason: 'finished',
      });
    case 'timeout':
      return ended(task, 'timeout', at, {
        ...end,
        columns: { ...columns, ...failureColumns(outcome.failure) },
        reason: outcome.failure.message,
      });
    case 'failure':
      return failureDecision(task, outcome.failure, at, { ...end, columns });
    case 'handed_back':
      return handBackDecision(task, at, { ...end, columns, ...(lines ? { lines } : {}) });
  }
}

/** A result may be a text or a number, too, which is not JSON by itself. A task has none before it succeeds. */
function resultColumn(value: unknown): Columns {
  return value === null || value === undefined ? {} : { result: JSON.stringify(value) };
}

/** The task may still tell of a run before this one. */
function isAgain({ runNumber }: LockedTask): boolean {
  return runNumber > 1;
}

const noFailure: Columns = { errorMessage: null, errorType: null, errorClass: null, advice: null };

function ended(task: LockedTask, status: TaskState, at: Date, end: RunEnd & { reason: string }): Decision {
  // Only `running` leads to every end; the other live states pass through it, but for `revoked`.
  const direct = status === 'revoked' || task.status === 'running';
  return {
    ...end,
    path: direct ? [status] : ['running', status],
    columns: { ...end.columns, completedAt: at, workerId: null },
    raiseEpoch: true,
    run: task.runNumber,
  };
}

/** A run ends once: until then its row says nothing of its end. */
function endOfRun(outcome: RunOutcome, measures: RunMeasures): Columns {
  const { endedAt, exitCode, signal, maxMemory, maxCpu, stdout, stderr } = measures;
  const failure = 'failure' in outcome ? outcome.failure : undefined;
  return {
    endedAt,
    status: outcome.status === 'handed_back' ? 'retry' : outcome.status,
    exitCode,
    ...(signal === null ? {} : { signal }),
    maxMemory,
    maxCpu,
    stdout,
    stderr,
    ...(failure ? { errorClass: failure.errorClass, errorMessage: errorText(failure.message) } : {}),
    ...measures.session?.run,
  };
}
