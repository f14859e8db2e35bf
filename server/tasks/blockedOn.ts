/** Why a task waits. */
import type { BlockedOn } from '#shared/task.ts';
import { kindsBesideSlots, rulesOfKind } from '#shared/taskKinds.ts';
import { isDispatchable, statesWhere } from '#shared/taskState.ts';
import type { Store } from '../store/store.ts';
import type { TaskRow } from '../store/task.entity.ts';
import {
  type CredentialHold,
  type CredentialHolds,
  readCredentialHolds,
  waitsForAnswer,
} from './credentialHolds.ts';
import { type UnmetDependencies, unmetDependencies } from './dependencies.ts';
import {
  isFull,
  isInstallationFull,
  type Limits,
  type LiveRuns,
  readLimits,
  readLiveRuns,
} from './limits.ts';
import { readStartRates, type StartRates } from './startRates.ts';
import { type LivePlaces, livePlaces } from './workerLease.ts';

/** Counting stops here: nobody needs to know that 812,345 tasks are before theirs. */
const POSITION_MAX = 10_000;
const PRIORITIES = Array.from({ length: 10 }, (_, index) => index + 1);

type Waiting = Pick<
  TaskRow,
  | 'id'
  | 'status'
  | 'held'
  | 'readyAt'
  | 'effectivePriority'
  | 'projectId'
  | 'userId'
  | 'kind'
  | 'queue'
  | 'exclusive'
  | 'workingDir'
  | 'credential'
  | 'modelKey'
>;

export interface WaitFacts {
  places: LivePlaces;
  /** Task id → what it still waits for. */
  unmet: ReadonlyMap<string, UnmetDependencies>;
  live: LiveRuns;
  limits: Limits;
  rates: StartRates;
  holds: CredentialHolds;
}

/** What is needed to say why these tasks wait; undefined if none does. */
export async function readWaitFacts(store: Store, tasks: readonly Waiting[]): Promise<WaitFacts | undefined> {
  const waiting = tasks.filter(({ status }) => isDispatchable(status) || status === 'received');
  if (waiting.length === 0) return undefined;
  const forOthers = waiting.filter(({ readyAt }) => !readyAt).map(({ id }) => id);
  const reads = store.inOneTrip();
  const [places, unmet, live, limits, rates, holds] = await Promise.all([
    livePlaces(reads),
    unmetDependencies(reads, forOthers),
    readLiveRuns(reads),
    readLimits(reads),
    readStartRates(reads),
    readCredentialHolds(reads),
  ]);
  return { places, unmet, live, limits, rates, holds };
}

/** Null for a task that doesn't wait. */
export function blockedOn(task: Waiting, facts: WaitFacts | undefined, now = new Date()): BlockedOn | null {
  if (!facts || (!isDispatchable(task.status) && task.status !== 'received')) return null;
  if (!task.readyAt) {
    const unmet = facts.unmet.get(task.id);
    // Released since the task was read, it waits as any other.
    return unmet ? waitsForOthers(unmet) : (heldBack(task, facts) ?? waitsForSlot(task, facts));
  }
  const due = task.readyAt <= now;
  const nextTryAt = due ? null : task.readyAt.toISOString();
  const hold = task.status === 'received' ? undefined : facts.holds.of(task);
  if (hold && (due || task.status === 'retry')) return usedUp(task.readyAt, hold);
  if (!due && task.status === 'retry')
    return reason('retry_delay', 'waits before it is tried again', nextTryAt);
  if (!due) return waitsForTime(task.readyAt);
  return heldBack(task, facts) ?? waitsForSlot(task, facts);
}

/** Why a new task can't run yet, as far as it tells so itself; null: that depends on others, and nobody has looked. */
export function waitsFromTheFirst(
  { readyAt }: Pick<TaskRow, 'readyAt'>,
  unmet: UnmetDependencies | undefined,
  now = new Date(),
): BlockedOn | null {
  if (unmet) return waitsForOthers(unmet);
  return readyAt && readyAt > now ? waitsForTime(readyAt) : null;
}

/** Its account is, and it waits as long as that is, if not longer. */
function usedUp(readyAt: Date, { until, detail }: CredentialHold): BlockedOn {
  if (!(until instanceof Date)) return reason('usage_limit', waitsForAnswer(until.question, detail), null);
  return reason('usage_limit', detail, (readyAt > until ? readyAt : until).toISOString());
}

/** By a limit, a pause or a lock. */
function heldBack(task: Waiting, { live, limits, rates }: WaitFacts): BlockedOn | undefined {
  const queue = limits.of('queue', task.queue);
  if (queue.paused) return reason('queue_paused', `the queue ${task.queue} is paused`, null);
  if (isNext(task)) return undefined;
  const { projectId, userId, kind, queue: queueName } = task;
  const ofProject = limits.of('project', projectId).maxRunning;
  if (isFull(ofProject, live.ofProject.get(projectId))) {
    return reason('project_limit', `the project ${projectId} may run ${ofProject} at once`, null);
  }
  const ofUser = limits.of('user', userId).maxRunning;
  if (isFull(ofUser, live.ofUser.get(userId))) {
    return reason('user_limit', `the user ${userId} may run ${ofUser} at once`, null);
  }
  if (isFull(queue.maxRunning, live.ofQueue.get(queueName))) {
    return reason('queue_limit', `the queue ${queueName} may run ${queue.maxRunning} at once`, null);
  }
  const rate = rates.exceeded(kind, projectId, limits);
  if (rate) {
    const detail = `${rate.whose} may start ${rate.perMinute} ${kind} tasks a minute`;
    return reason('rate_limit', detail, rate.until?.toISOString() ?? null);
  }
  const holder = task.exclusive ? live.lockedFolders.get(task.workingDir) : undefined;
  if (holder)
    return reason('folder_lock', `${task.workingDir} is held by ${holder.name} (${holder.id})`, null);
  return undefined;
}

function waitsForSlot(task: Waiting, { places, live, limits }: WaitFacts): BlockedOn {
  if (places.slots === 0) return reason('no_worker', 'no worker is connected', null);
  if (rulesOfKind(task.kind).besideSlots)
    return reason('capacity', 'waits for a place beside the slots of a worker', null);
  if (isNext(task)) return reason('capacity', 'is next: waits for a slot', null);
  const { maxRunning } = limits.of('installation', 'all');
  if (isInstallationFull(limits, live, task.kind))
    return reason('capacity', `the installation may run ${maxRunning} at once`, null);
  return reason('capacity', 'waits for a free slot', null);
}

/** Admitted, and not held: all limits have room for it. */
function isNext({ status, held }: Waiting): boolean {
  return status === 'received' && !held;
}

function waitsForTime(readyAt: Date): BlockedOn {
  return reason('schedule', 'waits for its time', readyAt.toISOString());
}

function waitsForOthers({ total, failed, named, onEnd }: UnmetDependencies): BlockedOn {
  const [first] = named;
  if (first && onEnd && total === 1) {
    const previous = `${first.name} (${first.status}, ${first.id})`;
    return reason('dependency', `waits for its schedule’s previous task to end: ${previous}`, null);
  }
  const count = failed || total;
  const names = named.slice(0, count).map(({ name, status }) => `${name} (${status})`);
  const more = count > names.length ? ` and ${count - names.length} more` : '';
  const list = `${names.join(', ')}${more}`;
  if (failed > 0) return reason('dependency_failed', `did not succeed: ${list}`, null);
  return reason('dependency', `waits for ${list}`, null);
}

function reason(reason: BlockedOn['reason'], detail: string, nextTryAt: string | null): BlockedOn {
  return { reason, detail, position: null, next_try_at: nextTryAt };
}

/** Where tasks are read, and by how many seconds of waiting they rise. */
export interface WaitReader {
  store: Store;
  ageingSeconds: number;
}

/** As `blockedOn`, with the task's place in the line where it has one. */
export async function blockedOnWithPosition(
  { store, ageingSeconds }: WaitReader,
  task: Waiting,
): Promise<BlockedOn | null> {
  const blocked = blockedOn(task, await readWaitFacts(store, [task]));
  if (!blocked || blocked.next_try_at || !task.readyAt) return blocked;
  const { effectivePriority: priority, readyAt } = task;
  // Who waits for other places isn't before it.
  const not = rulesOfKind(task.kind).besideSlots ? '' : 'not';
  const levels = aheadOf({ priority, readyAt: readyAt.getTime() }, ageingSeconds * 1000, Date.now());
  const ahead = levels.map(() => '(effective_priority = ? and ready_at <= ?)').join(' or ');
  const [row] = await store.query<{ ahead: number }>(
    `select count(*) as ahead from (
      select 1 from tasks where status in (?) and id <> ? and kind ${not} in (?) and (${ahead}) limit ?) as before_it`,
    [
      [...statesWhere(isDispatchable), 'received'],
      task.id,
      kindsBesideSlots,
      ...levels.flatMap((level) => [level.priority, new Date(level.readyUntil)]),
      POSITION_MAX - 1,
    ],
  );
  return { ...blocked, position: Number(row?.ahead ?? 0) + 1 };
}

/** Who comes before a task, by what they gained by waiting: of each priority those that were due by some time. */
function aheadOf(task: { priority: number; readyAt: number }, ageingMs: number, now: number) {
  const aged = task.priority + Math.floor((now - task.readyAt) / ageingMs);
  return PRIORITIES.map((priority) => {
    const missing = aged - priority;
    const passed = Math.min(now, now - (missing + 1) * ageingMs);
    const level = Math.min(now - Math.max(0, missing) * ageingMs, task.readyAt - 1);
    return { priority, readyUntil: Math.max(passed, level) };
  });
}
