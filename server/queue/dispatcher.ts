/** Decides what runs next: admits a bounded window of the backlog into the queues. */
import { rulesOfKind, type TaskKind } from '#shared/taskKinds.ts';
import type { QueueSignals } from '../events/redisSignals.ts';
import type { Statement } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { admitTasks, type Plan, readAdmitted } from '../tasks/admitTasks.ts';
import type { Transitions } from '../tasks/applyTransition.ts';
import { readCredentialHolds } from '../tasks/credentialHolds.ts';
import { isFull, type LiveRuns, readLimits, readRuns } from '../tasks/limits.ts';
import { moveAdmitted } from '../tasks/moveAdmitted.ts';
import { ProjectPriorities } from '../tasks/projectPriorities.ts';
import type { Projects } from '../tasks/projects.ts';
import { raisePriorities } from '../tasks/raisePriorities.ts';
import { readStarts } from '../tasks/startRates.ts';
import { type LivePlaces, livePlaces } from '../tasks/workerLease.ts';
import { ADMITTED_AT_ONCE_MAX, AdmissionWindow, type RoomAt } from './admissionWindow.ts';
import { AdmittedLine, type AgedTask, type RoomFacts } from './admittedLine.ts';
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
  signals: QueueSignals;
  projects: Projects;
  ageingSeconds: number;
}

export class Dispatcher {
  readonly #deps: DispatcherDeps;
  readonly #projectPriorities: ProjectPriorities;
  readonly #slots = new AdmissionWindow();
  readonly #besideSlots = new AdmissionWindow();
  #raisedAt: Date | undefined;

  constructor(deps: DispatcherDeps) {
    this.#deps = deps;
    this.#projectPriorities = new ProjectPriorities(deps);
  }

  /** Admits what there is room for. @returns whether there may be more to do at once. */
  async dispatch(): Promise<boolean> {
    const { transitions, queues, signals } = this.#deps;
    // What no job could be added for keeps its place among those that wait; the next look comes within a second.
    if (!queues.reached) return false;
    const plan = await this.#plan();
    if (plan.chosen.length + plan.held.length + plan.released.length === 0) return false;
    const admitted = await admitTasks(transitions, plan);
    await queues.add(admitted);
    signals.wakeWorkers(admitted.map(({ queue }) => queue));
    // What is held from now on has left room.
    return plan.held.length > 0 || plan.chosen.length >= ADMITTED_AT_ONCE_MAX;
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
    const [places, admitted, waiting, live, limits, rates, holds] = await Promise.all([
      livePlaces(reads),
      readAdmitted(reads),
      readGroups(reads, now),
      readRuns(reads),
      readLimits(reads),
      readStarts(reads),
      readCredentialHolds(reads),
    ]);
    return { places, admitted, waiting, live, limits, rates, holds };
  }

  async #plan(): Promise<Plan> {
    const { queues, ageingSeconds } = this.#deps;
    const now = new Date();
    const { places, live, limits, rates, holds, ...read } = await this.#read(now);
    const isPaused = (queue: string) => limits.of('queue', queue).paused;
    await queues.applyPauses(isPaused);
    const agedAt = (priority: number, readyAt: number) =>
      agedPriority(priority, readyAt, now.getTime(), ageingSeconds);
    const admitted = read.admitted.map((task) => ({
      ...task,
      agedPriority: agedAt(task.priority, task.readyAt),
    }));
    const startable = admitted.filter(({ held, queue }) => !held && !isPaused(queue));
    const waiting = read.waiting
      .filter((group) => mayRun(group, { live, limits, rates }))
      .map((group) => ({ ...group, aged: agedAt(group.priority, group.oldestAt) }))
      .sort((a, b) => b.aged - a.aged || a.oldestAt - b.oldestAt);
    const lanes = this.#lanes({ places, live, startable, waiting, now: now.getTime() });
    const line = new AdmittedLine(admitted, { live, limits, rates });
    const jobs = jobsOf(live.ofQueue, startable);
    const facts = { live, limits, rates, slots: places.slots, jobs, ageingSeconds, now: now.getTime() };
    const chosen: ChosenTask[] = [];
    for (const lane of lanes) {
      const ofLane = await this.#choose(lane, line, facts, holds.condition);
      lane.window.admitted(ofLane);
      chosen.push(...ofLane);
    }
    line.settle(Number.NEGATIVE_INFINITY);
    return { chosen, held: line.held, released: line.released };
  }

  /** What is run beside the slots neither takes their room nor waits for it. */
  #lanes({ places, live, startable, waiting, now }: LaneFacts): Lane[] {
    const lane = (beside: boolean, window: AdmissionWindow, slots: number, taken: number): Lane => {
      const groups = waiting.filter(({ kind }) => isBeside(kind) === beside);
      const roomAt = window.roomAt({
        slots,
        free: Math.max(0, slots - taken),
        admitted: startable.filter(({ kind }) => isBeside(kind) === beside),
        mostUrgent: Math.max(...groups.map(({ aged }) => aged)),
        oldest: Math.min(...groups.map(({ oldestAt }) => oldestAt)),
        now,
      });
      return { window, groups, roomAt };
    };
    return [
      lane(true, this.#besideSlots, places.beside, live.beside),
      lane(false, this.#slots, places.slots, live.total),
    ];
  }

  async #choose(
    { groups, roomAt }: Lane,
    line: AdmittedLine,
    facts: Omit<ChoiceFacts, 'roomAt'>,
    paid: Statement | undefined,
  ): Promise<ChosenTask[]> {
    const chosen: ChosenTask[] = [];
    // A lock, a full queue or a used-up credential may hold back all that the first groups have.
    for (let at = 0; at < groups.length; at += GROUPS_AT_ONCE) {
      const some = groups.slice(at, at + GROUPS_AT_ONCE);
      const most = Math.max(...some.map(({ aged }) => aged));
      const limit = roomAt(most) - chosen.length;
      if (limit <= 0) break;
      line.settle(most);
      const holds = { lockedFolders: [...facts.live.lockedFolders.keys()], paid };
      const now = new Date(facts.now);
      const tasks = await readGroupTasks(this.#deps.store, some, { ...holds, limit, now });
      const backlogs = some.map((group, index) => ({ group, tasks: tasks[index] ?? [] }));
      const taken = chosen.length;
      const left = (aged: number) => roomAt(aged) - taken;
      chosen.push(...chooseTasks(backlogs, line, { ...facts, roomAt: left }));
    }
    return chosen;
  }
}

type AgedGroup = WaitingGroup & { aged: number };

interface LaneFacts {
  places: LivePlaces;
  live: LiveRuns;
  /** Admitted, and not held. */
  startable: readonly AgedTask[];
  /** The most urgent first. */
  waiting: readonly AgedGroup[];
  now: number;
}

/** Tasks that wait for the same places. */
interface Lane {
  window: AdmissionWindow;
  groups: readonly AgedGroup[];
  roomAt: RoomAt;
}

function isBeside(kind: TaskKind): boolean {
  return rulesOfKind(kind).besideSlots === true;
}

/** Queue → what runs in it, and what is admitted to it and may be started. */
function jobsOf(
  runs: ReadonlyMap<string, number>,
  admitted: readonly { queue: string }[],
): Map<string, number> {
  const jobs = new Map(runs);
  for (const { queue } of admitted) jobs.set(queue, (jobs.get(queue) ?? 0) + 1);
  return jobs;
}

/** Whether a task of the group might be admitted, as far as that can be told without looking at its tasks. */
function mayRun(group: WaitingGroup, { live, limits, rates }: RoomFacts): boolean {
  const { kind, projectId, userId } = group;
  if (limits.of('queue', ownQueue(group)).paused || rates.exceeded(kind, projectId, limits)) return false;
  return (
    !isFull(limits.of('project', projectId).maxRunning, live.ofProject.get(projectId)) &&
    !isFull(limits.of('user', userId).maxRunning, live.ofUser.get(userId))
  );
}
