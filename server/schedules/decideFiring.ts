/** What is to be done for a schedule whose time has come. Pure: clock and calendar are handed in. */
import type { FiringOutcome, MissedRule, OverlapRule } from '#shared/schedule.ts';

/** So late may a firing be and still count as on time: a restart of the server is no miss. */
export const ON_TIME_MS = 30_000;

export interface DueSchedule {
  /** The first time that has not been dealt with. */
  nextFireAt: Date;
  overlap: OverlapRule;
  missed: MissedRule;
}

export interface Firing {
  /** The latest time that has come: it stands for those before it, too. */
  firedFor: Date;
  outcome: FiringOutcome;
  /** Tasks of before that aren't over are to be cancelled. */
  cancelPrevious: boolean;
  /** The new task has to wait until they are over. */
  queueBehind: boolean;
}

/**
 * @param now not before `nextFireAt`.
 * @param lastTime the rule's last time at or before `now`; null if it has none.
 * @param previousOpen a task that the schedule made before is not over.
 */
export function decideFiring(
  { nextFireAt, overlap, missed }: DueSchedule,
  now: Date,
  lastTime: Date | null,
  previousOpen: boolean,
): Firing {
  const firedFor = lastTime && lastTime > nextFireAt ? lastTime : nextFireAt;
  const late = now.getTime() - firedFor.getTime() > ON_TIME_MS;
  const none = { firedFor, cancelPrevious: false, queueBehind: false };
  if (late && missed === 'skip') return { ...none, outcome: 'missed' };
  if (previousOpen && overlap === 'skip') return { ...none, outcome: 'skipped' };
  const cancelPrevious = previousOpen && overlap === 'cancel_previous';
  return { firedFor, outcome: 'fired', cancelPrevious, queueBehind: previousOpen && overlap === 'queue' };
}
