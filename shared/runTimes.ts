/** How long a task's latest run was at work, and how long it was held up. */

/** Below it there is nothing but the time between two clocks. */
const WAITED_SECONDS_MIN = 0.5;

/** Seconds that a run waited for people: for their answers, or paused by them. 0 for one that didn't, or isn't over. */
export function waitedSeconds({
  started_at,
  completed_at,
  duration,
}: {
  started_at: string | null;
  completed_at: string | null;
  duration: number | null;
}): number {
  if (started_at === null || completed_at === null || duration === null) return 0;
  const waited = (Date.parse(completed_at) - Date.parse(started_at)) / 1000 - duration;
  return waited < WAITED_SECONDS_MIN ? 0 : waited;
}
