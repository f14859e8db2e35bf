/** The end of a run, whatever it was: its result on the run and the task, and where the task goes from there. */
import type { TaskState } from '#shared/taskState.ts';
import { countCost } from '../statistics/costs.ts';
import { type Columns, type Statement, updateWhere } from '../store/sql.ts';
import type { Transitions } from './applyTransition.ts';
import type { Decision } from './change.ts';
import type { Claim } from './claimRun.ts';
import { failureColumns, failureDecision, handBackDecision, type RunFailure } from './failRun.ts';
import type { LockedTask } from './lockedTask.ts';
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
  endedAt: Date;
  /** Seconds of running time. */
  duration: number;
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
  transitions: Transitions,
  claim: Claim,
  outcome: RunOutcome,
  measures: RunMeasures,
): Promise<boolean> {
  const applied = await transitions.apply({
    taskId: claim.taskId,
    epoch: claim.epoch,
    decide: (task) => decide(task, claim, outcome, measures),
  });
  return applied !== undefined;
}

function decide(task: LockedTask, claim: Claim, outcome: RunOutcome, measures: RunMeasures): Decision {
  const at = measures.endedAt;
  const cost = countCost(claim.taskId, measures.session?.cost ?? 0, at);
  const also = [endRun(claim, outcome, measures), ...(measures.session?.also ?? []), ...cost];
  const actor = 'worker';
  const columns: Columns = {
    duration: measures.duration,
    exitCode: measures.exitCode,
    signal: measures.signal,
    maxMemory: measures.maxMemory,
    maxCpu: measures.maxCpu,
    ...measures.session?.task,
  };
  // A run that failed while its cancel was on the way is not tried again; one that succeeded has succeeded.
  if (outcome.status === 'revoked' || (task.cancelRequestedAt && outcome.status !== 'success')) {
    return ended(task, 'revoked', { columns, at, also, actor, reason: 'cancelled' });
  }
  switch (outcome.status) {
    case 'success':
      return ended(task, 'success', {
        columns: { ...columns, result: outcome.result, ...noFailure },
        at,
        also,
        actor,
        reason: 'finished',
      });
    case 'timeout':
      return ended(task, 'timeout', {
        columns: { ...columns, ...failureColumns(outcome.failure) },
        at,
        also,
        actor,
        reason: outcome.failure.message,
      });
    case 'failure':
      return failureDecision(task, outcome.failure, at, { columns, also, actor });
    case 'handed_back':
      return handBackDecision(task, at, { columns, also, actor });
  }
}

const noFailure: Columns = { errorMessage: null, errorType: null, errorClass: null, advice: null };

function ended(
  task: LockedTask,
  status: TaskState,
  end: { columns: Columns; at: Date; also: Statement[]; actor: string; reason: string },
): Decision {
  // Only `running` leads to every end; the other live states pass through it, but for `revoked`.
  const direct = status === 'revoked' || task.status === 'running';
  return {
    path: direct ? [status] : ['running', status],
    columns: { ...end.columns, completedAt: end.at, workerId: null, nextTryAt: null },
    raiseEpoch: true,
    also: end.also,
    actor: end.actor,
    reason: end.reason,
    run: task.runNumber,
  };
}

function endRun(claim: Claim, outcome: RunOutcome, measures: RunMeasures): Statement {
  const { endedAt, exitCode, signal, maxMemory, maxCpu, stdout, stderr } = measures;
  const failure = 'failure' in outcome ? outcome.failure : undefined;
  return updateWhere(
    'runs',
    {
      endedAt,
      status: outcome.status === 'handed_back' ? 'retry' : outcome.status,
      exitCode,
      signal,
      maxMemory,
      maxCpu,
      stdout,
      stderr,
      errorClass: failure?.errorClass ?? null,
      errorMessage: failure?.message.slice(0, 4000) ?? null,
      ...measures.session?.run,
    },
    'task_id = ? and number = ?',
    [claim.taskId, claim.run],
  );
}
