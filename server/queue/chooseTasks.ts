/** The order of dispatch, and its limits: a pure function of what waits and what runs. */
import { type Tier, tierOf } from '#shared/priority.ts';
import { rulesOfKind } from '#shared/taskKinds.ts';
import { countRuns, isFull, isInstallationFull } from '../tasks/limits.ts';
import { ownPlace } from '../tasks/ownPlace.ts';
import type { RoomAt } from './admissionWindow.ts';
import type { AdmittedLine, RoomFacts } from './admittedLine.ts';
import type { WaitingGroup, WaitingTask } from './backlog.ts';
import { chooseTier } from './tierChoice.ts';

export interface Backlog {
  group: WaitingGroup;
  /** The oldest first. */
  tasks: readonly WaitingTask[];
}

export interface ChosenTask {
  id: string;
  tier: Tier;
  /** Its tier's, unless its kind has one of its own. */
  queue: string;
  /** Its effective priority, with what it gained by waiting. */
  agedPriority: number;
}

export interface ChoiceFacts extends RoomFacts {
  /** Queue → what runs in it or is admitted to it, however urgent; it is changed, too. */
  jobs: Map<string, number>;
  slots: number;
  /** How many may be chosen, at this aged priority and above. */
  roomAt: RoomAt;
  ageingSeconds: number;
  now: number;
}

/** One more for each `ageingSeconds` that a task has been due. */
export function agedPriority(priority: number, readyAt: number, now: number, ageingSeconds: number): number {
  return priority + Math.floor(Math.max(0, now - readyAt) / 1000 / ageingSeconds);
}

/**
 * As many as there is room for: by aged priority; at the same one first whose project has the fewest runs, then whose
 * user has, then the oldest. What a limit, a paused queue or a locked folder holds back is passed over, and nothing
 * with it.
 * @param line what is admitted already; of it, what is at least as urgent as a task comes before it.
 */
export function chooseTasks(
  backlogs: readonly Backlog[],
  line: Pick<AdmittedLine, 'settle'>,
  facts: ChoiceFacts,
): ChosenTask[] {
  const chosen: ChosenTask[] = [];
  const left = backlogs.map(({ group, tasks }) => new GroupQueue(group, tasks, facts));
  for (;;) {
    const next = left.reduce<Offer | undefined>((best, group) => better(best, group.offer()), undefined);
    // What comes behind it has no more room than it has.
    if (!next || chosen.length >= facts.roomAt(next.agedPriority)) break;
    // What was settled counts now, and may be in the way of the offer.
    if (line.settle(next.agedPriority)) continue;
    chosen.push(next.from.take(next));
  }
  return chosen;
}

/** The queue that a group's tasks say that they are in: while it is paused, they wait. */
export function ownQueue({ kind, priority }: Pick<WaitingGroup, 'kind' | 'priority'>): string {
  return ownPlace(kind, priority).queue;
}

interface Offer {
  from: GroupQueue;
  task: WaitingTask;
  tier: Tier;
  queue: string;
  agedPriority: number;
  projectRuns: number;
  userRuns: number;
}

function better(a: Offer | undefined, b: Offer | undefined): Offer | undefined {
  if (!a || !b) return a ?? b;
  const order =
    b.agedPriority - a.agedPriority ||
    a.projectRuns - b.projectRuns ||
    a.userRuns - b.userRuns ||
    a.task.readyAt - b.task.readyAt;
  return order <= 0 ? a : b;
}

class GroupQueue {
  readonly #group: WaitingGroup;
  readonly #tasks: WaitingTask[];
  readonly #facts: ChoiceFacts;

  constructor(group: WaitingGroup, tasks: readonly WaitingTask[], facts: ChoiceFacts) {
    this.#group = group;
    this.#tasks = [...tasks];
    this.#facts = facts;
  }

  /** Its next task that may run now. */
  offer(): Offer | undefined {
    const { live, limits, rates, now, ageingSeconds } = this.#facts;
    const { projectId, userId, kind, priority } = this.#group;
    if (isInstallationFull(limits, live, kind)) return undefined;
    const projectRuns = live.ofProject.get(projectId) ?? 0;
    const userRuns = live.ofUser.get(userId) ?? 0;
    if (isFull(limits.of('project', projectId).maxRunning, projectRuns)) return undefined;
    if (isFull(limits.of('user', userId).maxRunning, userRuns)) return undefined;
    if (rates.exceeded(kind, projectId, limits)) return undefined;
    const task = this.#tasks.find(({ lock }) => lock === undefined || !live.lockedFolders.has(lock));
    if (!task) return undefined;
    const aged = agedPriority(priority, task.readyAt, now, ageingSeconds);
    const tier = this.#tierOf(aged);
    if (tier === undefined) return undefined;
    const queue = rulesOfKind(kind).queue ?? tier;
    return { from: this, task, tier, queue, agedPriority: aged, projectRuns, userRuns };
  }

  /** That of its age; its own while that one is paused or full. Undefined: it has to wait. */
  #tierOf(aged: number): Tier | undefined {
    const { live, limits, jobs, slots } = this.#facts;
    const own = tierOf(this.#group.priority);
    const queueOf = (tier: Tier) => rulesOfKind(this.#group.kind).queue ?? tier;
    if (limits.of('queue', queueOf(own)).paused) return undefined;
    return [chooseTier(aged, { jobs, slots }), own].find((tier) => {
      const { paused, maxRunning } = limits.of('queue', queueOf(tier));
      return !paused && !isFull(maxRunning, live.ofQueue.get(queueOf(tier)));
    });
  }

  take({ task, tier, queue, agedPriority }: Offer): ChosenTask {
    const { live, rates, jobs } = this.#facts;
    jobs.set(queue, (jobs.get(queue) ?? 0) + 1);
    const { projectId, userId, kind } = this.#group;
    this.#tasks.splice(this.#tasks.indexOf(task), 1);
    countRuns(live, projectId, userId, queue, 1);
    rates.add(kind, projectId, 1);
    if (task.lock !== undefined) live.lockedFolders.set(task.lock, { id: task.id, name: '' });
    return { id: task.id, tier, queue, agedPriority };
  }
}
