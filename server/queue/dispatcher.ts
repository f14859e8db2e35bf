/** Decides what runs next: admits a bounded window of the backlog into the queues. */
import type { QueueSignals } from '../events/redisSignals.ts';
import type { Store } from '../store/store.ts';
import { admitTasks, windowUse } from '../tasks/admitTasks.ts';
import type { Transitions } from '../tasks/applyTransition.ts';
import { readCredentialHolds } from '../tasks/credentialHolds.ts';
import { readLimits, readLiveRuns } from '../tasks/limits.ts';
import { ProjectPriorities } from '../tasks/projectPriorities.ts';
import type { Projects } from '../tasks/projects.ts';
import { promoteTasks } from '../tasks/promoteTasks.ts';
import { raisePriorities } from '../tasks/raisePriorities.ts';
import { readStartRates } from '../tasks/startRates.ts';
import { readGroups, readGroupTasks, type WaitingGroup } from './backlog.ts';
import { agedPriority, type ChosenTask, chooseTasks, ownQueue } from './chooseTasks.ts';
import type { JobQueues } from './jobQueues.ts';

/** Admitted and not yet claimed, for each slot: enough that no slot waits for the dispatcher. */
const WINDOW_PER_SLOT = 4;
const WINDOW_MIN = 16;
export const ADMITTED_AT_ONCE_MAX = 200;
/** Groups that are looked into at once; the next ones follow while there is room. */
const GROUPS_AT_ONCE = 40;

/** Deadlines raise priorities in steps of an hour. */
const RAISE_EVERY_MS = 30_000;

export interface DispatcherDeps {
  store: Store;
  transitions: Transitions;
  queues: JobQueues;
  signals: QueueSignals;
  projects: Projects;
  ageingSeconds: number;
}

export class Dispatcher {
  readonly #deps: DispatcherDeps;
  readonly #projectPriorities: ProjectPriorities;
  #raisedAt: Date | undefined;

  constructor(deps: DispatcherDeps) {
    this.#deps = deps;
    this.#projectPriorities = new ProjectPriorities(deps);
  }

  /** Admits what there is room for. @returns how many tasks it admitted. */
  async dispatch(): Promise<number> {
    const { transitions, queues, signals } = this.#deps;
    const admitted = await admitTasks(transitions, await this.#choose());
    if (admitted.length === 0) return 0;
    await queues.add(admitted);
    signals.wakeWorkers(admitted.map(({ queue }) => queue));
    return admitted.length;
  }

  /** Lets admitted tasks rise that have waited long. */
  async promote(): Promise<void> {
    const { queues, signals, ageingSeconds } = this.#deps;
    const risen = await promoteTasks(this.#deps, (priority, readyAt) =>
      agedPriority(priority, readyAt, Date.now(), ageingSeconds),
    );
    if (risen.length === 0) return;
    await queues.add(risen);
    signals.wakeWorkers(risen.map(({ queue }) => queue));
  }

  /** Lets waiting tasks rise whose deadline comes nearer, and follow their project where its priority was changed. */
  async reprice(): Promise<void> {
    const now = new Date();
    await this.#projectPriorities.follow(now);
    if (this.#raisedAt && now.getTime() - this.#raisedAt.getTime() < RAISE_EVERY_MS) return;
    await raisePriorities(this.#deps, this.#raisedAt, now);
    this.#raisedAt = now;
  }

  async #choose(): Promise<ChosenTask[]> {
    const { store, queues, ageingSeconds } = this.#deps;
    const now = new Date();
    const reads = store.inOneTrip();
    const [{ slots, received }, waiting, live, limits, rates, holds] = await Promise.all([
      windowUse(reads),
      readGroups(reads, now),
      readLiveRuns(reads),
      readLimits(reads),
      readStartRates(reads),
      readCredentialHolds(reads),
    ]);
    // With no worker nothing is admitted: so tasks keep their order, and say what they wait for.
    const window = slots === 0 ? 0 : Math.max(WINDOW_MIN, slots * WINDOW_PER_SLOT);
    const isPaused = (queue: string) => limits.of('queue', queue).paused;
    await queues.applyPauses(isPaused);
    // What was admitted to a queue before it was paused must not keep the others from theirs.
    const inWindow = [...received].reduce((sum, [queue, tasks]) => sum + (isPaused(queue) ? 0 : tasks), 0);
    const room = Math.min(ADMITTED_AT_ONCE_MAX, window - inWindow);
    if (room <= 0 || waiting.length === 0) return [];
    const aged = ({ priority, oldestAt }: WaitingGroup) =>
      agedPriority(priority, oldestAt, now.getTime(), ageingSeconds);
    const mayRun = (group: WaitingGroup) => {
      const project = limits.of('project', group.projectId).maxRunning ?? Number.POSITIVE_INFINITY;
      const user = limits.of('user', group.userId).maxRunning ?? Number.POSITIVE_INFINITY;
      const { ofProject, ofUser } = live;
      const held = isPaused(ownQueue(group, aged(group)));
      return (
        !held &&
        !rates.exceeded(group.kind, group.projectId, limits) &&
        (ofProject.get(group.projectId) ?? 0) < project &&
        (ofUser.get(group.userId) ?? 0) < user
      );
    };
    const groups = waiting.filter(mayRun).sort((a, b) => aged(b) - aged(a) || a.oldestAt - b.oldestAt);
    const heldCredentials = [...holds.keys()];
    const chosen: ChosenTask[] = [];
    // A lock, a full queue or a used-up credential may hold back all that the first groups have.
    for (let at = 0; at < groups.length && chosen.length < room; at += GROUPS_AT_ONCE) {
      const some = groups.slice(at, at + GROUPS_AT_ONCE);
      const left = room - chosen.length;
      const lockedFolders = [...live.lockedFolders.keys()];
      const tasks = await readGroupTasks(store, some, { lockedFolders, heldCredentials, limit: left, now });
      const backlogs = some.map((group, index) => ({ group, tasks: tasks[index] ?? [] }));
      const facts = { live, limits, rates, slots, room: left, ageingSeconds, now: now.getTime() };
      chosen.push(...chooseTasks(backlogs, facts));
    }
    return chosen;
  }
}
