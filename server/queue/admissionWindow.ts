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
  admitted: number;
  /** When the oldest task became due that could be admitted; in Unix milliseconds, as `now`. */
  oldest: number;
  now: number;
}

/** What wasn't decided for so long has nothing to do with what comes now. */
const FORGOTTEN_MS = 1000;

/**
 * One task for each slot, and one for each that is free, while runs take their time. Where a window was filled and is
 * empty at the next decision, and others waited all the while, the slots are quicker than the dispatcher: then twice as
 * many, and half when so many aren't needed.
 */
export class AdmissionWindow {
  #tasks = 1;
  #room = 0;
  #wasFilled = false;
  #decidedAt = 0;

  /** How many may be admitted now, and how many if those in excess are more urgent than what is admitted already. */
  rooms({ slots, free, admitted, oldest, now }: WindowFacts): { room: number; urgentRoom: number } {
    // With no worker nothing is admitted: so tasks keep their order, and say what they wait for.
    if (slots === 0) return { room: 0, urgentRoom: 0 };
    const max = Math.max(TASKS_MAX_AT_LEAST, slots * TASKS_PER_SLOT_MAX);
    if (now - this.#decidedAt > FORGOTTEN_MS) this.#tasks = slots;
    else if (admitted === 0 && this.#wasFilled && oldest < this.#decidedAt) this.#tasks *= 2;
    else if (admitted * 2 >= this.#tasks) this.#tasks = Math.floor(this.#tasks / 2);
    this.#tasks = Math.min(max, Math.max(slots, this.#tasks));
    this.#decidedAt = now;
    const upTo = (tasks: number) => Math.max(0, Math.min(ADMITTED_AT_ONCE_MAX, tasks - admitted));
    this.#room = upTo(Math.min(max, this.#tasks + free));
    return { room: this.#room, urgentRoom: upTo(max) };
  }

  /** So many were admitted, of those for which there was room. */
  admitted(tasks: number): void {
    this.#wasFilled = tasks > 0 && tasks >= this.#room;
  }
}
