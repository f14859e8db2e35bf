/** How long runs were at work, and how long they waited for people: in the words that logs and the editor use. */
import { formatDuration } from '#shared/formatDuration.ts';
import { heldSeconds, waitedSeconds } from '#shared/runTimes.ts';
import type { RunWire, Task } from '#shared/task.ts';

/** Of the latest run, once it is over. */
export function timesOfTask(task: Pick<Task, 'started_at' | 'completed_at' | 'duration'>): string {
  return task.duration === null ? '' : inWords(task.duration, waitedSeconds(task));
}

/** Of any run; where nobody has measured it, by the task's history, and of one that isn't over until `now`. */
export function timesOfRun(task: Task, run: RunWire, now: Date): string {
  const isLatest = run.number === Math.max(...task.runs.map(({ number }) => number));
  if (isLatest && task.duration !== null && task.completed_at !== null) return timesOfTask(task);
  const end = run.ended_at === null ? now : new Date(run.ended_at);
  const held = heldSeconds(task.history, run.number, end);
  return inWords((end.getTime() - Date.parse(run.started_at)) / 1000 - held, held);
}

function inWords(ran: number, waited: number): string {
  const words = `ran ${formatDuration(Math.max(0, ran), true)}`;
  return waited === 0 ? words : `${words}, waited ${formatDuration(waited, true)} for people`;
}
