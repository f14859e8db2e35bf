/** How many tasks are admitted ahead of the slots: few, so that what comes later and is more urgent waits for few. */

/** For each slot at most: enough that no slot waits for the dispatcher. */
const TASKS_PER_SLOT_MAX = 4;
const TASKS_MAX_AT_LEAST = 16;

/** In one decision. */
export const ADMITTED_AT_ONCE_MAX = 200;

export interface WindowFacts {
  /** Of all live workers. */
  slots: number;
  /** Of them those that run nothing. */
  free: number;
  /** Tasks that wait for a slot. */
  admitted: readonly { id: string; agedPriority: number }[];
  /** The aged priority of the most urgent task that could be admitted; -Infinity where there is none. */
  mostUrgent: number;
  /** When the oldest task became due that could be admitted; in Unix milliseconds, as `now`. */
  oldest: number;
  now: number;
}

/** How many may be admitted in this decision that are of some aged priority or above. */
export type RoomAt = (agedPriority: number) => number;

/** What wasn't decided for so long has nothing to do with what comes now. */
const FORGOTTEN_MS = 1000;

/**
 * One task for each slot, and one for each that is free, while runs take their time. Where a window was filled and
 * what it took is gone at the next decision, and others waited all the while, the slots are quicker than the
 * dispatcher: then twice as many, and half when so many aren't needed.
 *
 * What is admitted takes room from tasks that come after it, and none from those that are more urgent: these are
 * started before it, however many there are.
 */
export class AdmissionWindow {
  #tasks = 1;
  #room = 0;
  #wasFilled = false;
  #lastAdmitted: ReadonlySet<string> = new Set();
  #decidedAt = 0;

  roomAt({ slots, free, admitted, mostUrgent, oldest, now }: WindowFacts): RoomAt {
    // With no worker nothing is admitted: so tasks keep their order, and say what they wait for.
    if (slots === 0) return () => 0;
    const comeBefore = (aged: number) => admitted.filter(({ agedPriority }) => agedPriority >= aged).length;
    const isGone = !admitted.some(({ id }) => this.#lastAdmitted.has(id));
    const max = Math.max(TASKS_MAX_AT_LEAST, slots * TASKS_PER_SLOT_MAX);
    if (now - this.#decidedAt > FORGOTTEN_MS) this.#tasks = slots;
    else if (isGone && this.#wasFilled && oldest < this.#decidedAt) this.#tasks *= 2;
    else if (comeBefore(mostUrgent) * 2 >= this.#tasks) this.#tasks = Math.floor(this.#tasks / 2);
    this.#tasks = Math.min(max, Math.max(slots, this.#tasks));
    this.#decidedAt = now;
    const size = Math.min(max, this.#tasks + free);
    const roomAt = (aged: number) => Math.max(0, Math.min(ADMITTED_AT_ONCE_MAX, size - comeBefore(aged)));
    this.#room = roomAt(mostUrgent);
    return roomAt;
  }

  /** These were chosen, of those for which there was room. */
  admitted(chosen: readonly { id: string }[]): void {
    this.#wasFilled = chosen.length > 0 && chosen.length >= this.#room;
    this.#lastAdmitted = new Set(chosen.map(({ id }) => id));
  }
}
