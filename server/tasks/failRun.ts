/** The end of a run that failed: recorded on the task and the run, and tried again where that may help. */
import { type ErrorClass, errorTypeOf } from '#shared/errorClasses.ts';
import type { RetryRecord } from '#shared/task.ts';
import type { TaskState } from '#shared/taskState.ts';
import type { Columns, Statement } from '../store/sql.ts';
import type { Decision } from './change.ts';
import { holdCredential } from './credentialHolds.ts';
import type { LockedTask } from './lockedTask.ts';
import { ownPlace } from './ownPlace.ts';
import { type LineStarts, placeInLine } from './placeInLine.ts';
import { mayRetry, retryDelaySeconds } from './retryPolicy.ts';

const ERROR_CHARS_MAX = 4000;

export interface RunFailure {
  /** One of the table: a name written in another way doesn't compile. */
  errorClass: ErrorClass;
  message: string;
  /** What a person can do about it. */
  advice: string;
  /** Nothing failed: it has to wait, and no retry is counted. */
  park?: {
    /** Undefined: as long as the question is open that its account's tasks wait for. */
    until: Date | undefined;
    /** Tasks that share the window wait as well: those of the same account, or of its model alone. */
    holds?: { model: string };
  };
  /** Waiting never helps, but a person may: its account is asked about before the run fails. */
  wall?: AccountWall;
}

export interface AccountWall {
  /** The family of models that it is in the way of, or `ACCOUNT_WIDE`. */
  model: string;
  /** Said of the account. */
  wrong: string;
}

/** Another run has asked about the account already: this one waits for the same answer. */
export function waitsForQuestion(question: string, message: string): RunFailure {
  return {
    errorClass: 'RateLimitError',
    message,
    advice: `Nothing to do: the task goes on when the question ${question} about its account is answered.`,
    park: { until: undefined },
  };
}

/** What an end writes whatever it leads to. */
export interface RunEnd {
  columns?: Columns;
  runColumns: Columns;
  also?: Statement[];
  actor: string;
  /** Of a run that its worker lost or gave back: the lines of which it takes the head again. */
  lines?: LineStarts;
  /** It has not heard an answer that was given. */
  waitedForPerson?: boolean;
}

/** A failure's message as it is stored: cut, and not within a character. */
export function errorText(message: string): string {
  return message.slice(0, ERROR_CHARS_MAX).toWellFormed();
}

/** Everything about a failure that is kept on the task. */
export function failureColumns(failure: RunFailure): Columns {
  return {
    errorClass: failure.errorClass,
    errorType: errorTypeOf(failure.errorClass),
    errorMessage: errorText(failure.message),
    advice: failure.advice,
  };
}

/** Only `running` leads to `failure`: a run that is held passes through it. */
function leadTo({ status }: LockedTask): TaskState[] {
  return status === 'paused' || status === 'waiting_confirmation' ? ['running'] : [];
}

/** From a live run to `failure`, and on to `retry` while retries are left. A lost worker is retried at once. */
export function failureDecision(task: LockedTask, failure: RunFailure, at: Date, more: RunEnd): Decision {
  const common = {
    actor: more.actor,
    reason: `${failure.errorClass}: ${failure.message}`,
    run: task.runNumber,
    runColumns: more.runColumns,
  };
  const columns = { ...more.columns, ...failureColumns(failure), workerId: null };
  if (failure.park) {
    const { until, holds } = failure.park;
    const held =
      until && holds ? holdCredential(task.id, holds.model, until, errorText(failure.message)) : [];
    return {
      ...common,
      path: [...leadTo(task), 'failure', 'retry'],
      columns: { ...columns, ...waitsAgain(task, until ?? at), nextTryAt: until ?? null },
      raiseEpoch: true,
      also: [...(more.also ?? []), ...held],
    };
  }
  // It did nothing that could be done again: the next run takes over its questions.
  const waited = task.status === 'waiting_confirmation' || more.waitedForPerson;
  if (failure.errorClass === 'WorkerLost' && waited) {
    return {
      ...common,
      path: [...leadTo(task), 'failure', 'retry'],
      columns: { ...columns, ...waitsAgain(task, at, more.lines) },
      raiseEpoch: true,
      also: more.also ?? [],
      keepsQuestions: true,
    };
  }
  if (!mayRetry(failure.errorClass, task.retryCount, task.maxRetries, task.retriedAfter)) {
    return {
      ...common,
      path: [...leadTo(task), 'failure'],
      columns: { ...columns, completedAt: at },
      raiseEpoch: true,
      also: more.also ?? [],
    };
  }
  const delay = failure.errorClass === 'WorkerLost' ? 0 : retryDelaySeconds(task.retryDelay, task.retryCount);
  const nextTryAt = new Date(at.getTime() + delay * 1000);
  const record: RetryRecord = {
    retry_count: task.retryCount,
    error_class: failure.errorClass,
    error_message: errorText(failure.message),
    retry_delay: delay,
    at: at.toISOString(),
  };
  return {
    ...common,
    path: [...leadTo(task), 'failure', 'retry'],
    columns: { ...columns, retryCount: task.retryCount + 1, ...waitsAgain(task, nextTryAt, more.lines) },
    raiseEpoch: true,
    also: [...(more.also ?? []), appendRetryRecord(task.id, record)],
    keepsQuestions: failure.errorClass === 'WorkerLost',
  };
}

/** Back to the queue without counting a retry: its worker stops. */
export function handBackDecision(task: LockedTask, at: Date, more: RunEnd): Decision {
  return {
    path: [...leadTo(task), 'failure', 'retry'],
    columns: { ...more.columns, workerId: null, ...waitsAgain(task, at, more.lines) },
    raiseEpoch: true,
    runColumns: more.runColumns,
    also: more.also ?? [],
    keepsQuestions: true,
    actor: more.actor,
    reason: 'handed back: the worker stops',
    run: task.runNumber,
  };
}

/** It waits where its priority belongs, whatever queue it was admitted to. */
function waitsAgain(task: LockedTask, until: Date, lines?: LineStarts): Columns {
  const readyAt = lines ? placeInLine(task, until, lines) : until;
  return { nextTryAt: until, readyAt, ...ownPlace(task.kind, task.effectivePriority) };
}

function appendRetryRecord(taskId: string, record: RetryRecord): Statement {
  return {
    sql: `update tasks set retry_history = json_array_append(retry_history, '$', json_extract(?, '$')) where id = ?`,
    values: [JSON.stringify(record), taskId],
  };
}
