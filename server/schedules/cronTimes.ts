/** The times of a cron expression in its time zone. What daylight saving does to them: docs/decisions/cron.md. */
import { Cron } from 'croner';

export interface CronRule {
  cron: string;
  timezone: string;
}

/** Seconds aren't given, and a rule without `*` or step keeps to the clock on the wall, as Vixie cron does. */
function parse({ cron, timezone }: CronRule): Cron {
  return new Cron(cron, { timezone, mode: '5-part', fixedTimeRule: 'no-wildcard', paused: true });
}

/** The first time after `after`; null if there is none, such as on the 30th of February. */
export function nextTime(rule: CronRule, after: Date): Date | null {
  return parse(rule).nextRun(after);
}

/** Up to `count` times after `after`. */
export function nextTimes(rule: CronRule, after: Date, count: number): Date[] {
  return parse(rule).nextRuns(count, after);
}

/** The last time at or before `at`. */
export function lastTime(rule: CronRule, at: Date): Date | null {
  // Croner looks strictly before.
  const [last] = parse(rule).previousRuns(1, new Date(at.getTime() + 1));
  return last ?? null;
}
