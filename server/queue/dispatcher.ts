/** Decides what runs next: admits a bounded window of the backlog into the queues. */
import type { QueueSignals } from '../events/redisSignals.ts';
import type { Store } from '../store/store.ts';
import { admitTasks, windowUse } from '../tasks/admitTasks.ts';
import type { Transitions } from '../tasks/applyTransition.ts';
import { readCredentialHolds } from '../tasks/credentialHolds.ts';
import { exceedsLimits, readLimits, readLiveRuns } from '../tasks/limits.ts';
import { moveAdmitted } from '../tasks/moveAdmitted.ts';
import { ProjectPriorities } from '../tasks/projectPriorities.ts';
import type { Projects } from '../tasks/projects.ts';
import { raisePriorities } from '../tasks/raisePriorities.ts';
import { readStartRates } from '../tasks/startRates.ts';
import { AdmissionWindow } from './admissionWindow.ts';
import type { AdmittedJobs } from './admittedJobs.ts';
import { readGroups, readGroupTasks, type WaitingGroup } from './backlog.ts';
import { agedPriority, type ChoiceFacts, type ChosenTask, chooseTasks, ownQueue } from './chooseTasks.ts';
import type { JobQueues } from './jobQueues.ts';

/** Groups that are looked into at once; the next ones follow while there is room. */
const GROUPS_AT_ONCE = 40;

/** Deadlines raise priorities in steps of an hour. */
const RAISE_EVERY_MS = 30_000;

export interface DispatcherDeps {
  store: Store;
  transitions: Transitions;
  queues: JobQueues;
  admittedJobs: AdmittedJobs;
  signals: QueueSignals;
  projects: Projects;
  ageingSeconds: number;
}

export class Dispatcher {
  readonly #deps: DispatcherDeps;
  readonly #projectPriorities: ProjectPriorities;
  readonly #window = new AdmissionWindow();
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

  /** Moves admitted tasks that have waited long, or whose priority was changed. Their jobs follow at the next look. */
  async moveAdmitted(): Promise<void> {
    const { ageingSeconds } = this.#deps;
    await moveAdmitted(this.#deps, (priority, readyAt) =>
      agedPriority(priority, readyAt, Date.now(), ageingSeconds),
    );
  }

  /** Lets waiting tasks rise whose deadline comes nearer, and follow their project where its priority was changed. */
  async reprice(): Promise<void> {
    const now = new Date();
    await this.#projectPriorities.follow(now);
    if (this.#raisedAt && now.getTime() - this.#raisedAt.getTime() < RAISE_EVERY_MS) return;
    await raisePriorities(this.#deps, this.#raisedAt, now);
    this.#raisedAt = now;
  }

  /** All that a decision rests on, but for the tasks themselves. */
  async #read(now: Date) {
    const reads = this.#deps.store.inOneTrip();
    const [use, waiting, live, limits, rates, holds] = await Promise.all([
      windowUse(reads),
      readGroups(reads, now),
      readLiveRuns(reads),
      readLimits(reads),
      readStartRates(reads),
      readCredentialHolds(reads),
    ]);
    return { ...use, waiting, live, limits, rates, holds };
  }

  async #choose(): Promise<ChosenTask[]> {
    const { store, queues, admittedJobs, ageingSeconds } = this.#deps;
    const now = new Date();
    const { slots, admitted, waiting, live, limits, rates, holds } = await this.#read(now);
    const isPaused = (queue: string) => limits.of('queue', queue).paused;
    await queues.applyPauses(isPaused);
    const startable = exceedsLimits(live, limits) ? await admittedJobs.keepInOrder(limits) : admitted;
    const agedAt = (priority: number, readyAt: number) =>
      agedPriority(priority, readyAt, now.getTime(), ageingSeconds);
    const aged = ({ priority, oldestAt }: WaitingGroup) => agedAt(priority, oldestAt);
    const groups = waiting
      .filter((group) => mayRun(group, ownQueue(group, aged(group)), { live, limits, rates }))
      .sort((a, b) => aged(b) - aged(a) || a.oldestAt - b.oldestAt);
    const [oldest] = groups.map(({ oldestAt }) => oldestAt).sort((a, b) => a - b);
    if (oldest === undefined) return [];
    // What was admitted before its queue was paused, or a limit was lowered, must not keep others from their slots.
    const inWindow = startable.filter(({ queue }) => !isPaused(queue));
    const least = Math.min(...inWindow.map(({ priority, youngestAt }) => agedAt(priority, youngestAt)));
    const free = Math.max(0, slots - (live.total - countTasks(admitted)));
    const taken = { slots, free, admitted: countTasks(inWindow) };
    const rooms = this.#window.rooms({ ...taken, oldest, now: now.getTime() });
    const heldCredentials = [...holds.keys()];
    const chosen: ChosenTask[] = [];
    // A lock, a full queue or a used-up credential may hold back all that the first groups have.
    for (let at = 0; at < groups.length; at += GROUPS_AT_ONCE) {
      const some = groups.slice(at, at + GROUPS_AT_ONCE);
      const room = rooms.room - chosen.length;
      const urgentRoom = rooms.urgentRoom - chosen.length;
      const limit = some.some((group) => aged(group) > least) ? urgentRoom : room;
      if (limit <= 0) break;
      const lockedFolders = [...live.lockedFolders.keys()];
      const tasks = await readGroupTasks(store, some, { lockedFolders, heldCredentials, limit, now });
      const backlogs = some.map((group, index) => ({ group, tasks: tasks[index] ?? [] }));
      const window = { slots, room, urgentRoom, leastAdmitted: least };
      const facts = { live, limits, rates, ...window, ageingSeconds, now: now.getTime() };
      chosen.push(...chooseTasks(backlogs, facts));
    }
    this.#window.admitted(chosen.length);
    return chosen;
  }
}

function countTasks(groups: readonly { tasks: number }[]): number {
  return groups.reduce((sum, { tasks }) => sum + tasks, 0);
}

/** Whether a task of the group might be admitted, as far as that can be told without looking at its tasks. */
function mayRun(
  { kind, projectId, userId }: WaitingGroup,
  queue: string,
  { live, limits, rates }: Pick<ChoiceFacts, 'live' | 'limits' | 'rates'>,
): boolean {
  if (limits.of('queue', queue).paused || rates.exceeded(kind, projectId, limits)) return false;
  const { ofProject, ofUser } = live;
  const project = limits.of('project', projectId).maxRunning ?? Number.POSITIVE_INFINITY;
  const user = limits.of('user', userId).maxRunning ?? Number.POSITIVE_INFINITY;
  return (ofProject.get(projectId) ?? 0) < project && (ofUser.get(userId) ?? 0) < user;
}
