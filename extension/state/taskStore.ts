/** What the editor knows of the server: tasks and open questions. Listeners are told of changes, not of details. */
import type { Confirmation } from '#shared/confirmation.ts';
import { noTasks, reduceTasks, type TasksChange, type TasksState } from '#shared/reduceTasks.ts';
import type { TaskSummary } from '#shared/task.ts';

export class TaskStore {
  readonly #listeners = new Set<() => void>();
  #state: TasksState = noTasks;
  #confirmations: readonly Confirmation[] = [];
  #listed = false;
  #unlisted = 0;
  #olderFinished = 0;

  /** Whether tasks have been read from this server at all: until then, none doesn't mean that there are none. */
  get listed(): boolean {
    return this.#listed;
  }

  /** Tasks that aren't over and are left out, because there are too many of them. */
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
    if (change.type === 'listed') this.#listed = true;
    this.#tell();
  }

  setConfirmations(confirmations: readonly Confirmation[]): void {
    this.#confirmations = confirmations;
    this.#tell();
  }

  setUnlisted(count: number, olderFinished: number): void {
    this.#unlisted = count;
    this.#olderFinished = olderFinished;
  }

  /** For another server. */
  clear(): void {
    this.#state = noTasks;
    this.#confirmations = [];
    this.#listed = false;
    this.#unlisted = 0;
    this.#olderFinished = 0;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
