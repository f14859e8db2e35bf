/** Admitted tasks in the order in which they are to be started: which of them may, and which are held back. */
import { rulesOfKind } from '#shared/taskKinds.ts';
import type { AdmittedTask } from '../tasks/admitTasks.ts';
import { countRuns, isFull, isInstallationFull, type Limits, type LiveRuns } from '../tasks/limits.ts';
import type { StartRates } from '../tasks/startRates.ts';

/** What stands in the way of tasks. All but the limits count what is decided: they are changed. */
export interface RoomFacts {
  live: LiveRuns;
  limits: Limits;
  rates: StartRates;
}
export type AgedTask = AdmittedTask & { agedPriority: number };

/**
 * Nothing leads back from `received`. So a task that was admitted, and is in the way of a more urgent one, or is too much
 * since a limit was lowered or a queue paused, stays admitted and is held: it isn't claimed, and takes no room.
 */
export class AdmittedLine {
  readonly held: AgedTask[] = [];
  readonly released: AgedTask[] = [];
  readonly #tasks: AgedTask[];
  readonly #facts: RoomFacts;

  constructor(tasks: readonly AgedTask[], facts: RoomFacts) {
    this.#tasks = [...tasks].sort((a, b) => b.agedPriority - a.agedPriority || a.readyAt - b.readyAt);
    this.#facts = facts;
  }

  /** Settles those that are at least so urgent. @returns whether there were any. */
  settle(downTo: number): boolean {
    const left = this.#tasks.findIndex(({ agedPriority }) => agedPriority < downTo);
    const settled = this.#tasks.splice(0, left < 0 ? this.#tasks.length : left);
    for (const task of settled) {
      const fits = this.#fits(task);
      if (fits) this.#count(task);
      if (fits && task.held) this.released.push(task);
      if (!fits && !task.held) this.held.push(task);
    }
    return settled.length > 0;
  }

  #fits({ projectId, userId, kind, queue, lock }: AgedTask): boolean {
    const { live, limits, rates } = this.#facts;
    return !(
      limits.of('queue', queue).paused ||
      isInstallationFull(limits, live, kind) ||
      isFull(limits.of('project', projectId).maxRunning, live.ofProject.get(projectId)) ||
      isFull(limits.of('user', userId).maxRunning, live.ofUser.get(userId)) ||
      isFull(limits.of('queue', queue).maxRunning, live.ofQueue.get(queue)) ||
      (lock !== undefined && live.lockedFolders.has(lock)) ||
      (rulesOfKind(kind).startsPerMinute !== undefined &&
        rates.exceeded(kind, projectId, limits) !== undefined)
    );
  }

  #count({ id, name, projectId, userId, kind, queue, lock }: AgedTask): void {
    const { live, rates } = this.#facts;
    countRuns(live, projectId, userId, queue, 1);
    rates.add(kind, projectId, 1);
    if (lock !== undefined) live.lockedFolders.set(lock, { id, name });
  }
}
