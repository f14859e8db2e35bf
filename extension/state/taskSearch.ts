/**
 * Tasks that the server was asked for besides those that are kept up to date: the ones that a filter finds beyond
 * what the store holds, and older finished ones. Pages come when they are asked for.
 */
import { LIST_LIMIT_MAX } from '#shared/api.ts';
import type { TaskSummary } from '#shared/task.ts';
import { isFinal, statesWhere } from '#shared/taskState.ts';
import type { RestClient } from '../api/restClient.ts';
import { filterQuery, isEmptyFilter, matches, type TaskFilter } from './taskFilter.ts';
import type { TaskStore } from './taskStore.ts';

const finished = statesWhere(isFinal)
  .map((status) => `status=${status}`)
  .join('&');

export class TaskSearch {
  readonly #store: TaskStore;
  readonly #client: () => RestClient | undefined;
  readonly #listeners = new Set<() => void>();
  #filter: TaskFilter = {};
  #found = new Map<string, TaskSummary>();
  /** One's own id, which a task of one's own tells. */
  #me: string | undefined;
  #cursor: string | undefined;
  #left: number | undefined;
  /** Counts the searches: an answer to one that was given up is passed over. */
  #search = 0;

  constructor(store: TaskStore, client: () => RestClient | undefined) {
    this.#store = store;
    this.#client = client;
  }

  get filter(): TaskFilter {
    return this.#filter;
  }

  /** How many more the server has, as far as is known. */
  get left(): number {
    return this.#left ?? this.#store.olderFinished;
  }

  /** @returns a function that ends the listening. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What is known and fits the filter. */
  tasks(): TaskSummary[] {
    const known = this.#store.tasks();
    const ids = new Set(known.map(({ id }) => id));
    const all = [...known, ...[...this.#found.values()].filter(({ id }) => !ids.has(id))];
    return isEmptyFilter(this.#filter) ? all : all.filter((task) => matches(this.#filter, task, this.#me));
  }

  /** Shows what fits at once, and asks the server for what isn't known here. */
  async setFilter(filter: TaskFilter): Promise<void> {
    this.#filter = filter;
    this.#forgetFound();
    if (!isEmptyFilter(filter)) await this.more();
  }

  /** Forgets what was found and who one is, for another server or account. The filter stays. */
  reset(): void {
    this.#me = undefined;
    this.#forgetFound();
  }

  /** This task is one's own: so are all of its user. */
  learnMe({ user_id }: Pick<TaskSummary, 'user_id'>): void {
    if (this.#me === user_id) return;
    this.#me = user_id;
    this.#tell();
  }

  /** The next page. */
  async more(): Promise<void> {
    const client = this.#client();
    if (!client || this.#left === 0) return;
    const search = this.#search;
    const wanted = isEmptyFilter(this.#filter) ? finished : filterQuery(this.#filter);
    const place = this.#cursor === undefined ? '' : `&cursor=${encodeURIComponent(this.#cursor)}`;
    const page = await client.listTasks(`${wanted}&sort=-updated_at&limit=${LIST_LIMIT_MAX}${place}`);
    if (search !== this.#search) return;
    for (const task of page.items) this.#found.set(task.id, task);
    const [first] = page.items;
    if (first && this.#filter.userId === 'me') this.#me = first.user_id;
    this.#cursor = page.next_cursor ?? undefined;
    this.#left = page.next_cursor === null ? 0 : Math.max(1, page.total - this.#found.size);
    this.#tell();
  }

  #forgetFound(): void {
    this.#search += 1;
    this.#found = new Map();
    this.#cursor = undefined;
    this.#left = undefined;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
