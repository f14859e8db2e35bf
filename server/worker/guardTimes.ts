/** The times by which a run's processes are dead before its lease ends. All in milliseconds. */

/** How often the worker tells its guard that it lives. */
export const BEAT_MS = 1000;
/** A worker that is silent for this long has its runs ended: with the grace below, within 10 s of its last beat. */
export const SILENCE_MS = 5000;
/** Between SIGTERM and SIGKILL, when the guard ends a run; see GUARD_KILLS_WITHIN_MS. */
export const KILL_GRACE_MS = 2000;
