/** What is said of tasks, in words for people. No `vscode` here. */
import type { TaskSummary } from '#shared/task.ts';
import type { TaskState } from '#shared/taskState.ts';

type Shown = Pick<
  TaskSummary,
  'status' | 'started_at' | 'created_at' | 'completed_at' | 'duration' | 'blocked_on' | 'cancel_requested_at'
>;

/** As people say it: `12 s`, `4 min`, `3 h 5 min`, `2 d 7 h`; below 10 s with a tenth where `exact`. */
export function formatDuration(seconds: number, exact = false): string {
  if (exact && seconds < 10) return `${seconds.toFixed(1)} s`;
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s} s`;
  const min = Math.floor(s / 60);
  if (min < 60) return exact && s % 60 > 0 ? `${min} min ${s % 60} s` : `${min} min`;
  const h = Math.floor(min / 60);
  if (h < 24) return min % 60 > 0 ? `${h} h ${min % 60} min` : `${h} h`;
  return h % 24 > 0 ? `${Math.floor(h / 24)} d ${h % 24} h` : `${Math.floor(h / 24)} d`;
}

/** Beside a task's name: how long it runs, why and since when it waits, how it ended. */
export function shortStatus(task: Shown, now: number): string {
  if (task.cancel_requested_at !== null && task.completed_at === null) return 'is being cancelled';
  const since = (time: string | null) => formatDuration((now - Date.parse(time ?? task.created_at)) / 1000);
  const after = task.duration === null ? '' : ` after ${formatDuration(task.duration, true)}`;
  switch (task.status) {
    case 'pending':
    case 'received':
    case 'retry':
      return `${waitReason(task)} · ${since(task.created_at)}`;
    case 'started':
      return 'starting';
    case 'running':
      return since(task.started_at);
    case 'paused':
      return `paused · ${since(task.started_at)}`;
    case 'waiting_confirmation':
      return 'waits for your answer';
    case 'success':
      return task.duration === null ? 'done' : formatDuration(task.duration, true);
    case 'failure':
      return `failed${after}`;
    case 'timeout':
      return `timed out${after}`;
    case 'revoked':
      return `cancelled${after}`;
  }
}

const statusWords: Readonly<Record<TaskState, string>> = {
  pending: 'Waiting',
  received: 'Next in line',
  started: 'Starting',
  running: 'Running',
  paused: 'Paused',
  waiting_confirmation: 'Waits for an answer',
  success: 'Succeeded',
  failure: 'Failed',
  retry: 'Waits to be tried again',
  revoked: 'Cancelled',
  timeout: 'Timed out',
};

export function statusInWords(status: TaskState): string {
  return statusWords[status];
}

/** A sentence for the end of a log. */
export function outcomeInWords(task: TaskSummary): string {
  const time = task.duration === null ? '' : ` after ${formatDuration(task.duration, true)}`;
  const why = task.status === 'failure' && task.error_message ? `: ${task.error_message}` : '';
  return `${statusWords[task.status].toLowerCase()}${time}${why}`;
}

/** `waits for a free slot`; short, for beside the name. */
function waitReason({ blocked_on, status }: Shown): string {
  if (!blocked_on) return status === 'retry' ? 'waits to be tried again' : 'waiting';
  if (blocked_on.reason === 'capacity') return status === 'received' ? 'next' : 'waits for a slot';
  return blocked_on.detail;
}
