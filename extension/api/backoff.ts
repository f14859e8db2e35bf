/** How long to wait before the next try to connect. */

const FIRST_MS = 250;
const LONGEST_MS = 15_000;

/**
 * Doubles with each try, up to 15 s, and lies between half of that and all of it: the editors of a team must not all
 * come back to a restarted server in the same moment.
 * @param attempt from 1.
 */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 16));
  return Math.round(full / 2 + (random() * full) / 2);
}
