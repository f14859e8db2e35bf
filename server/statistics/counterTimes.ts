/** The stretches of time that counters are kept by, in UTC: whole days, and slots of ten minutes. */

const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
const SLOT_MS = 10 * MINUTE_MS;

/** `2026-01-31` */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** `2026-01-31 12:10:00`: the begin of the slot, as the database writes it. */
export function slotOf(at: Date): string {
  return new Date(beginOfSlot(at.getTime())).toISOString().slice(0, 19).replace('T', ' ');
}

export function beginOfSlot(timeMs: number): number {
  return timeMs - (timeMs % SLOT_MS);
}

export function beginOfDay(timeMs: number): number {
  return timeMs - (timeMs % DAY_MS);
}

/** Today and the days before it, the latest first. */
export function lastDays(count: number, now: Date): string[] {
  return Array.from({ length: count }, (_, back) => dayOf(new Date(now.getTime() - back * DAY_MS)));
}
