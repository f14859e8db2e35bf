/** What is said of tasks, in words for people. No `vscode` here. */

import { formatDuration } from '#shared/formatDuration.ts';
import { language, t } from '#shared/l10n.ts';
import { waitedSeconds } from '#shared/runTimes.ts';
import { inEditorsLanguage } from '#shared/serverWords.ts';
import { statusInWords } from '#shared/stateWords.ts';
import type { BlockedOn, TaskSummary } from '#shared/task.ts';

type Shown = Pick<
  TaskSummary,
  'status' | 'started_at' | 'created_at' | 'completed_at' | 'duration' | 'blocked_on' | 'cancel_requested_at'
>;

/** Beside a task's name: how long it runs, why and since when it waits, how it ended. */
export function shortStatus(task: Shown, now: number): string {
  if (task.cancel_requested_at !== null && task.completed_at === null) return t('is being cancelled');
  const since = (time: string | null) => formatDuration((now - Date.parse(time ?? task.created_at)) / 1000);
  const times = timesInWords(task);
  const ended = (outcome: string) => (times === undefined ? outcome : `${outcome} · ${times}`);
  switch (task.status) {
    case 'pending':
    case 'received':
    case 'retry':
      return `${waitReason(task, now)} · ${since(task.created_at)}`;
    case 'started':
      return t('starting');
    case 'running':
      return since(task.started_at);
    case 'paused':
      return t('paused · {0}', since(task.started_at));
    case 'waiting_confirmation':
      return t('waits for your answer');
    case 'success':
      return times ?? t('done');
    case 'failure':
      return ended(t('failed'));
    case 'timeout':
      return ended(t('timed out'));
    case 'revoked':
      return ended(t('cancelled'));
  }
}

/** A sentence for the end of a log. */
export function outcomeInWords(task: TaskSummary): string {
  const why =
    task.status === 'failure' && task.error_message ? `: ${inEditorsLanguage(task.error_message)}` : '';
  const outcome = statusInWords(task.status).toLowerCase();
  const times = timesInWords(task);
  return `${outcome}${times === undefined ? '' : ` · ${times}`}${why}`;
}

/** How long its latest run was at work, and apart from that how long it waited. Undefined before its end. */
function timesInWords(task: Shown): string | undefined {
  if (task.duration === null) return undefined;
  const ran = formatDuration(task.duration, true);
  const waited = waitedSeconds(task);
  return waited === 0
    ? t('ran {0}', ran)
    : t('ran {0}, waited {1} for people', ran, formatDuration(waited, true));
}

/** What to do about a task that ended badly; empty where nobody knows, or nothing is wrong. */
export function adviceInWords({ advice, status }: TaskSummary): string {
  return advice === null || status === 'success' ? '' : inEditorsLanguage(advice);
}

/** After the reason why a task waits, as far as known: ` (number 3 in line), until 10:00:00`. */
export function placeInLine({ position, next_try_at }: BlockedOn, now: number): string {
  const place = position === null ? '' : ` (${t('number {0} in line', position)})`;
  return next_try_at === null ? place : `${place}, ${t('until {0}', localTime(next_try_at, now))}`;
}

function localTime(time: string, now: number): string {
  const at = new Date(time);
  const far = Math.abs(at.getTime() - now) > 12 * 3_600_000;
  return far ? at.toLocaleString(language()) : at.toLocaleTimeString(language());
}

/** `waits for a slot`; short, for beside the name. With the time until the next try, where one is set. */
function waitReason(task: Shown, now: number): string {
  const { blocked_on } = task;
  const why = shortReason(task);
  const left = (Date.parse(blocked_on?.next_try_at ?? '') - now) / 1000;
  return left > 0 ? t('{0}, {1} left', why, formatDuration(left)) : why;
}

function shortReason({ blocked_on, status }: Shown): string {
  if (!blocked_on) return status === 'retry' ? t('waits to be tried again') : t('waiting');
  switch (blocked_on.reason) {
    case 'capacity':
      return status === 'received' ? t('next') : t('waits for a slot');
    case 'schedule':
      return t('waits for its time');
    case 'dependency':
      return t('waits for another task');
    case 'dependency_failed':
      return t('a task before it failed');
    case 'project_limit':
      return t('the project is at its limit');
    case 'user_limit':
      return t('the user is at their limit');
    case 'queue_limit':
      return t('the queue is at its limit');
    case 'rate_limit':
      return t('too many starts in a minute');
    case 'usage_limit':
      return t('usage limit');
    case 'queue_paused':
      return t('the queue is paused');
    case 'no_worker':
      return t('no worker is connected');
    case 'retry_delay':
      return t('waits to be tried again');
    case 'folder_lock':
      return t('waits for the folder');
  }
}
