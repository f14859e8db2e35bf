/** Keeps the store like the server: reads the lists, takes the events, and reads what events don't tell. */
import { LIST_LIMIT_MAX, type TaskList } from '#shared/api.ts';
import type { Confirmation } from '#shared/confirmation.ts';
import type { SwitchyardEvent } from '#shared/events.ts';
import { FINISHED_KEPT } from '#shared/reduceTasks.ts';
import type { TaskSummary } from '#shared/task.ts';
import { isDispatchable, isFinal, statesWhere, type TaskState } from '#shared/taskState.ts';
import { isNotFound, StrangeAnswerError } from '../api/apiError.ts';
import type { RestClient } from '../api/restClient.ts';
import { summaryOf } from './summaryOf.ts';
import type { TaskStore } from './taskStore.ts';

/** Waiting tasks, read at most; a tree with more helps nobody, and each costs memory. */
export const WAITING_LISTED_MAX = 2000;
/** Those that are admitted or run, read at most: far more than there can be. */
const LIVE_LISTED_MAX = 5000;
/** Events are gathered for so long, so that a burst of them is one change. */
const GATHER_MS = 50;
/** With more tasks to read than this, the lists are read instead, at most every {@link RELIST_MS}. */
const READ_SINGLY_MAX = 50;
const RELIST_MS = 5000;
const READS_AT_ONCE = 4;
const AGAIN_MS = 2000;

const query = (states: readonly string[], rest: string) =>
  `${states.map((state) => `status=${state}`).join('&')}&${rest}`;
const waiting = statesWhere(isDispatchable);
const final = statesWhere(isFinal);
const live = statesWhere((state) => !isFinal(state) && !isDispatchable(state));

/** Some of the tasks of these states, the oldest first. */
interface Listed {
  tasks: readonly TaskSummary[];
  total: number;
  /** There are more. */
  cut: boolean;
}

export interface TaskSyncListener {
  /** The lists were read, and understood. */
  onRead(): void;
  /** Something failed in the background; it is tried again by itself. */
  onProblem(doing: string, error: unknown): void;
}

export class TaskSync {
  readonly #client: RestClient;
  readonly #store: TaskStore;
  readonly #listener: TaskSyncListener;
  #events: SwitchyardEvent[] = [];
  #gathering: NodeJS.Timeout | undefined;
  #again: NodeJS.Timeout | undefined;
  #relisting: NodeJS.Timeout | undefined;
  #working = false;
  #listWanted = false;
  #confirmationsWanted = false;
  #waitingMax = WAITING_LISTED_MAX;
  #afresh = false;
  #listedAt = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(client: RestClient, store: TaskStore, listener: TaskSyncListener) {
    this.#client = client;
    this.#store = store;
    this.#listener = listener;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#gathering);
    clearTimeout(this.#again);
    clearTimeout(this.#relisting);
  }

  takeEvent(event: SwitchyardEvent): void {
    // Why tasks wait may be something else now.
    if (event.type === 'queue.changed' || event.type === 'worker.changed') this.#relistSoon();
    this.#events.push(event);
    this.#gathering ??= setTimeout(() => this.#flush(), GATHER_MS);
  }

  /** Reads everything anew. */
  readAll(): void {
    this.#listWanted = true;
    this.#afresh = true;
    this.#confirmationsWanted = true;
    void this.#work();
  }

  /** Reads so many more of the tasks that wait. */
  readMore(): void {
    this.#waitingMax += WAITING_LISTED_MAX;
    this.readAll();
  }

  readConfirmations(): void {
    this.#confirmationsWanted = true;
    void this.#work();
  }

  #flush(): void {
    this.#gathering = undefined;
    const events = this.#events;
    this.#events = [];
    if (events.some(({ type }) => type.startsWith('confirmation.'))) this.#confirmationsWanted = true;
    this.#store.apply({ type: 'events', events });
    void this.#work();
  }

  /** One reader at a time: what is wanted meanwhile, it finds when it looks again. */
  async #work(): Promise<void> {
    if (this.#working || this.#stopped) return;
    this.#working = true;
    // What else is wanted in this moment is known then, and tasks are read before the questions about them.
    await Promise.resolve();
    try {
      while (!this.#stopped && (await this.#readOne())) {
        // Each round does the most useful thing that is left.
      }
    } catch (error) {
      if (!this.#stopped) this.#listener.onProblem('Reading tasks', error);
      clearTimeout(this.#again);
      if (!this.#stopped) this.#again = setTimeout(() => void this.#work(), AGAIN_MS);
    } finally {
      this.#working = false;
    }
  }

  async #readOne(): Promise<boolean> {
    const { toRead } = this.#store;
    const relist = toRead.size > READ_SINGLY_MAX && performance.now() - this.#listedAt > RELIST_MS;
    if (this.#listWanted || relist) await this.#readLists();
    else if (this.#confirmationsWanted) await this.#readConfirmations();
    else if (toRead.size > 0) {
      const ids = [...toRead].slice(0, READS_AT_ONCE);
      const areNew = ids.some((id) => !this.#store.task(id));
      await this.#readSome(ids);
      if (areNew && this.#store.unlisted > 0) this.#relistSoon();
    } else return false;
    return true;
  }

  /** Tasks that were left out of the list and then read by themselves would count twice. */
  #relistSoon(): void {
    if (this.#stopped) return;
    const waitMs = Math.max(0, this.#listedAt + RELIST_MS - performance.now());
    this.#relisting ??= setTimeout(() => {
      this.#relisting = undefined;
      this.#listWanted = true;
      void this.#work();
    }, waitMs);
  }

  async #readLists(): Promise<void> {
    this.#listWanted = false;
    const { toRead: covered, known: insteadOf } = this.#store;
    const afresh = this.#afresh;
    try {
      const [finished, running, first] = await Promise.all([
        this.#client.listTasks(query(final, `sort=-updated_at&limit=${FINISHED_KEPT}`)),
        this.#readStates(live, LIVE_LISTED_MAX),
        this.#readPage(waiting, null),
      ]);
      const finishedBackTo = finished.next_cursor === null ? undefined : finished.items.at(-1)?.updated_at;
      const show = ({ tasks, total, cut }: Listed) => {
        if (this.#stopped) return;
        const waitingUpTo = cut ? tasks.at(-1)?.created_at : undefined;
        const all = [...finished.items, ...running.tasks, ...tasks];
        const totals = { waiting: total, finished: finished.total };
        const bounds = { waitingUpTo, finishedBackTo };
        this.#store.applyList({ type: 'listed', tasks: all, covered, ...bounds, afresh, insteadOf }, totals);
      };
      // Whoever has just signed in sees something before all pages are there.
      if (!this.#store.listed && first.next_cursor !== null)
        show({ tasks: first.items, total: first.total, cut: true });
      show(await this.#readStates(waiting, this.#waitingMax, first));
      this.#listedAt = performance.now();
      if (afresh) this.#afresh = this.#listWanted;
      if (!this.#stopped) this.#listener.onRead();
    } catch (error) {
      this.#listWanted = true;
      throw error;
    }
  }

  /** @param first their first page, if it has been read. */
  async #readStates(states: readonly TaskState[], max: number, first?: TaskList): Promise<Listed> {
    let page = first ?? (await this.#readPage(states, null));
    const { total } = page;
    const tasks = [...page.items];
    while (page.next_cursor !== null && tasks.length < max) {
      page = await this.#readPage(states, page.next_cursor);
      tasks.push(...page.items);
    }
    return { tasks, total, cut: page.next_cursor !== null };
  }

  /** @param cursor null: the first one. */
  #readPage(states: readonly TaskState[], cursor: string | null): Promise<TaskList> {
    const place = cursor === null ? '' : `&cursor=${cursor}`;
    return this.#client.listTasks(query(states, `sort=created_at&limit=${LIST_LIMIT_MAX}${place}`));
  }

  async #readConfirmations(): Promise<void> {
    this.#confirmationsWanted = false;
    try {
      const confirmations = await this.#client.pendingConfirmations();
      await this.#readNewTasks(confirmations);
      if (!this.#stopped) this.#store.setConfirmations(confirmations);
    } catch (error) {
      this.#confirmationsWanted = true;
      throw error;
    }
  }

  /** Of a new question's new task, so that its name can be told; whatever comes of that, the questions are shown. */
  async #readNewTasks(confirmations: readonly Confirmation[]): Promise<void> {
    const ids = new Set(confirmations.map(({ task_id }) => task_id).filter((id) => !this.#store.task(id)));
    await this.#readSome([...ids].slice(0, READS_AT_ONCE)).catch((error) =>
      this.#listener.onProblem('Reading tasks', error),
    );
  }

  async #readSome(ids: string[]): Promise<void> {
    await Promise.all(
      ids.map(async (id) => {
        const insteadOf = this.#store.task(id);
        try {
          const task = summaryOf(await this.#client.readTask(id));
          if (!this.#stopped) this.#store.apply({ type: 'read', task, insteadOf });
        } catch (error) {
          // What a newer server says of it can't be shown: as if it weren't there.
          if (!isNotFound(error) && !(error instanceof StrangeAnswerError)) throw error;
          this.#store.apply({ type: 'gone', id });
        }
      }),
    );
  }
}
