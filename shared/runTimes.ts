/** How long a task's latest run was at work, and how long it was held up. */
import type { HistoryEntry } from './task.ts';

/** Below it there is nothing but the time between two clocks. */
const WAITED_SECONDS_MIN = 0.5;

interface Ended {
  started_at: string | null;
  completed_at: string | null;
  /** Seconds of running time. */
  duration: number | null;
}

/** Seconds that a run waited for people: for their answers, or paused by them. 0 for one that didn't, or isn't over. */
export function waitedSeconds({ started_at, completed_at, duration }: Ended): number {
  if (started_at === null || completed_at === null || duration === null) return 0;
  return long((Date.parse(completed_at) - Date.parse(started_at)) / 1000 - duration);
}

/** The same of one run, as far as the task's history tells; of a run that isn't over, until `now`. */
export function heldSeconds(history: readonly HistoryEntry[], run: number, now: Date): number {
  let held = 0;
  for (const [index, { to, at, run: of }] of history.entries()) {
    if (of !== run || (to !== 'waiting_confirmation' && to !== 'paused')) continue;
    const until = history[index + 1]?.at ?? now.toISOString();
    held += Math.max(0, Date.parse(until) - Date.parse(at));
  }
  return long(held / 1000);
}

const long = (seconds: number) => (seconds < WAITED_SECONDS_MIN ? 0 : seconds);
