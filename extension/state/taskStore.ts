/** What the editor knows of the server: tasks and open questions. Listeners are told of changes, not of details. */
import type { Confirmation } from '#shared/confirmation.ts';
import {
  noTasks,
  reduceTasks,
  type TasksChange,
  type TasksListed,
  type TasksState,
} from '#shared/reduceTasks.ts';
import type { TaskSummary } from '#shared/task.ts';
import { isDispatchable, isFinal, type TaskState } from '#shared/taskState.ts';

/** So many questions that were closed from here are remembered. */
const CLOSED_KEPT = 1000;

export class TaskStore {
  readonly #listeners = new Set<() => void>();
  #state: TasksState = noTasks;
  #confirmations: readonly Confirmation[] = [];
  readonly #closed = new Set<string>();
  #listed = false;
  #unlisted = 0;
  #olderFinished = 0;

  /** Whether tasks have been read from this server at all: until then, none doesn't mean that there are none. */
  get listed(): boolean {
    return this.#listed;
  }

  /** Tasks that wait and are left out, because there are too many of them. */
  get unlisted(): number {
    return this.#unlisted;
  }

  /** Finished tasks that are left out, because only the latest are kept. */
  get olderFinished(): number {
    return this.#olderFinished;
  }

  get confirmations(): readonly Confirmation[] {
    return this.#confirmations;
  }

  /** By id, as they are now: what changes isn't changed in here. */
  get known(): ReadonlyMap<string, TaskSummary> {
    return this.#state.tasks;
  }

  /** Tasks to be read anew; see `TasksState`. */
  get toRead(): ReadonlySet<string> {
    return this.#state.toRead;
  }

  tasks(): TaskSummary[] {
    return [...this.#state.tasks.values()];
  }

  task(id: string): TaskSummary | undefined {
    return this.#state.tasks.get(id);
  }

  /** @returns a function that ends the listening. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  apply(change: TasksChange): void {
    this.#state = reduceTasks(this.#state, change);
    this.#tell();
  }

  /** @param totals how many there are on the server: tasks that wait for the dispatcher, and tasks that are over. */
  applyList(list: TasksListed, totals: { waiting: number; finished: number }): void {
    this.#state = reduceTasks(this.#state, list);
    this.#listed = true;
    const tasks = this.tasks();
    const count = (fits: (state: TaskState) => boolean) => tasks.filter(({ status }) => fits(status)).length;
    // A total is counted up to a limit: where there is more than is listed, there is one more at least.
    const least = list.waitingUpTo === undefined ? 0 : 1;
    this.#unlisted = Math.max(least, totals.waiting - count(isDispatchable));
    this.#olderFinished = Math.max(0, totals.finished - count(isFinal));
    this.#tell();
  }

  setConfirmations(confirmations: readonly Confirmation[]): void {
    // A list may be older than the answer that was given from here.
    this.#confirmations = confirmations.filter(({ id }) => !this.#closed.has(id));
    this.#tell();
  }

  /** It was answered from here, or can't be any more: a question never opens again. */
  closeConfirmation(id: string): void {
    this.#closed.add(id);
    const [oldest] = this.#closed;
    if (this.#closed.size > CLOSED_KEPT && oldest !== undefined) this.#closed.delete(oldest);
    this.setConfirmations(this.#confirmations);
  }

  /** Whether it was closed from here. */
  isClosed(id: string): boolean {
    return this.#closed.has(id);
  }

  /** For another server. */
  clear(): void {
    this.#state = noTasks;
    this.#confirmations = [];
    this.#closed.clear();
    this.#listed = false;
    this.#unlisted = 0;
    this.#olderFinished = 0;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
