/**
 * The tasks that a client knows, from lists, single reads and events. Pure: the editor's tree and its web pages
 * share it. A task's version decides what is news: what is older than the known is passed over, and a version that
 * was skipped means that something was missed, so the task is to be read anew.
 */
import type { SwitchyardEvent } from './events.ts';
import type { TaskSummary } from './task.ts';
import { isDispatchable, isFinal, type TaskState } from './taskState.ts';

/** Finished tasks beyond so many are forgotten, those that ended first at first. */
export const FINISHED_KEPT = 200;
/** So many waiting tasks that are beyond the bound of the list stay known, the newest: one's own are among them. */
export const BEYOND_KEPT = 200;

const SOON_SECONDS = 10;

export interface TasksState {
  readonly tasks: ReadonlyMap<string, TaskSummary>;
  /** Tasks of which more is known to have happened than what `tasks` tells: read them anew. */
  readonly toRead: ReadonlySet<string>;
}

export const noTasks: TasksState = { tasks: new Map(), toRead: new Set() };

export type TasksChange =
  /** Events, in the order in which they came. */
  | { type: 'events'; events: readonly SwitchyardEvent[] }
  /** A task was read. `insteadOf`: what was known of it when the reading began; see {@link takeTask}. */
  | { type: 'read'; task: TaskSummary; insteadOf?: TaskSummary | undefined }
  /** A task is unknown to the server, or no longer visible. */
  | { type: 'gone'; id: string }
  | TasksListed;

/** The lists were read: the tasks that aren't over, those that wait up to a bound, and the latest that are over. */
export interface TasksListed {
  type: 'listed';
  tasks: readonly TaskSummary[];
  /** `toRead` as it was when the reading began. */
  covered: ReadonlySet<string>;
  /** Waiting tasks that were created after this time are beyond the bound; undefined: all are listed. */
  waitingUpTo?: string | undefined;
  /** Finished tasks that were last changed before this time are beyond the bound; undefined: all are listed. */
  finishedBackTo?: string | undefined;
  /**
   * Something may have happened that no event told: what is known of tasks beyond the bound may be wrong, and one that
   * is over may have been removed since.
   */
  afresh?: boolean;
  /** What was known when the reading began; see {@link takeTask}. */
  insteadOf?: ReadonlyMap<string, TaskSummary>;
}

export function reduceTasks(state: TasksState, change: TasksChange): TasksState {
  const tasks = new Map(state.tasks);
  const toRead = new Set(state.toRead);
  switch (change.type) {
    case 'events':
      for (const event of change.events) takeEvent(tasks, toRead, event);
      readDependents(tasks, toRead, change.events);
      break;
    case 'read':
      takeTask(tasks, toRead, change.task, change.insteadOf);
      break;
    case 'gone':
      tasks.delete(change.id);
      toRead.delete(change.id);
      break;
    case 'listed':
      takeList(tasks, toRead, change);
      break;
  }
  forgetOldest(tasks);
  return { tasks, toRead };
}

/**
 * Of an answer that was under way while an event came, what the event told is newer, so the task stays to be read.
 * Where nothing came meanwhile, the answer counts, whatever its version: the server was set back to an older backup.
 */
function takeTask(
  tasks: Map<string, TaskSummary>,
  toRead: Set<string>,
  task: TaskSummary,
  insteadOf: TaskSummary | undefined,
): void {
  const known = tasks.get(task.id);
  if (known && known !== insteadOf && known.version > task.version) return;
  tasks.set(task.id, task);
  toRead.delete(task.id);
}

/** A task that should be in the list and isn't has moved on meanwhile, or is gone: reading it tells. */
function takeList(
  tasks: Map<string, TaskSummary>,
  toRead: Set<string>,
  { tasks: listed, covered, waitingUpTo, finishedBackTo = '', afresh = false, insteadOf }: TasksListed,
): void {
  const missing = new Set(tasks.keys());
  // What the list leaves out of these is beyond its bound: old and over, or too far back in the queue.
  for (const id of covered) if (!tasks.has(id)) toRead.delete(id);
  for (const task of listed) {
    takeTask(tasks, toRead, task, insteadOf?.get(task.id));
    missing.delete(task.id);
  }
  const beyond: TaskSummary[] = [];
  for (const id of missing) {
    const task = tasks.get(id);
    if (!task) continue;
    if (isFinal(task.status)) {
      if (afresh && task.updated_at > finishedBackTo) toRead.add(id);
    } else if (waitingUpTo !== undefined && isDispatchable(task.status) && task.created_at > waitingUpTo)
      beyond.push(task);
    else toRead.add(id);
  }
  beyond.sort((a, b) => b.created_at.localeCompare(a.created_at));
  for (const { id } of beyond.slice(afresh ? 0 : BEYOND_KEPT)) {
    tasks.delete(id);
    toRead.delete(id);
  }
}

function takeEvent(tasks: Map<string, TaskSummary>, toRead: Set<string>, event: SwitchyardEvent): void {
  if (!('version' in event)) return;
  const known = tasks.get(event.task_id);
  if (!known) {
    toRead.add(event.task_id);
    return;
  }
  if (event.type === 'task.progress') {
    tasks.set(known.id, { ...known, progress: event.progress });
    return;
  }
  if (event.version <= known.version) return;
  if (event.version > known.version + 1) toRead.add(known.id);
  if (event.type !== 'task.status_changed') {
    toRead.add(known.id);
    return;
  }
  if (needsReading(event.status) || mayHaveWaited(known, event)) toRead.add(known.id);
  tasks.set(known.id, { ...known, ...toldBy(known, event), version: event.version, updated_at: event.at });
}

/** Why a task waits changes when one that it waits for ends or is tried again: no event of its own tells that. */
function readDependents(
  tasks: ReadonlyMap<string, TaskSummary>,
  toRead: Set<string>,
  events: readonly SwitchyardEvent[],
): void {
  const ended = new Set<string>();
  for (const event of events) {
    if (event.type !== 'task.status_changed') continue;
    if (isFinal(event.status) || isFinal(event.previous_status)) ended.add(event.task_id);
  }
  if (ended.size === 0) return;
  for (const task of tasks.values()) {
    if (isDispatchable(task.status) && waitsForOneOf(task, ended)) toRead.add(task.id);
  }
}

/** The wait for a schedule's previous task isn't part of what was asked for: only the reason names that task. */
function waitsForOneOf({ depends_on, blocked_on }: TaskSummary, ids: ReadonlySet<string>): boolean {
  if (depends_on.some((each) => ids.has(each))) return true;
  if (blocked_on?.reason !== 'dependency') return false;
  return [...ids].some((id) => blocked_on.detail.includes(id));
}

/** What an event of these tells isn't all that is shown: why it failed, why it waits, until when. */
function needsReading(status: TaskState): boolean {
  return status !== 'received' && status !== 'started' && status !== 'running' && status !== 'success';
}

/**
 * An event tells no running time, and that isn't the time since the start where a run waited for an answer or was
 * paused. A command that was over soon was hardly paused, and there may be many of them.
 */
function mayHaveWaited(known: TaskSummary, { status, at }: { status: TaskState; at: string }): boolean {
  if (!isFinal(status)) return false;
  return asksPeople(known) || (secondsSinceStart(known, at) ?? 0) >= SOON_SECONDS;
}

function asksPeople({ kind, pty }: TaskSummary): boolean {
  return kind !== 'command' || pty;
}

function secondsSinceStart({ started_at: begun }: TaskSummary, at: string): number | null {
  return begun === null ? null : Math.max(0, Date.parse(at) - Date.parse(begun)) / 1000;
}

function toldBy(
  known: TaskSummary,
  event: Extract<SwitchyardEvent, { type: 'task.status_changed' }>,
): Partial<TaskSummary> {
  const { status, at } = event;
  if (isFinal(status)) {
    const duration = asksPeople(known) ? null : secondsSinceStart(known, at);
    return { status, blocked_on: null, completed_at: at, duration };
  }
  const starts = status === 'running' && event.previous_status === 'started';
  return {
    status,
    completed_at: null,
    ...(status === 'received' ? {} : { blocked_on: null }),
    ...(starts ? { started_at: at, duration: null } : {}),
  };
}

function forgetOldest(tasks: Map<string, TaskSummary>): void {
  const finished = [...tasks.values()].filter(({ status }) => isFinal(status));
  if (finished.length <= FINISHED_KEPT) return;
  const ended = (task: TaskSummary) => task.completed_at ?? task.updated_at;
  finished.sort((a, b) => ended(b).localeCompare(ended(a)));
  for (const { id } of finished.slice(FINISHED_KEPT)) tasks.delete(id);
}
