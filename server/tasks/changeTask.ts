import { effectivePriority } from '#shared/priority.ts';
import type { TaskChange } from '#shared/taskChange.ts';
import { isDispatchable } from '#shared/taskState.ts';
import { invalidFields, notFound } from '../errors.ts';
import type { Columns } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { TaskEntity, type TaskRow } from '../store/task.entity.ts';
import type { Transitions } from './applyTransition.ts';
import { illegalTransition } from './cancelTask.ts';
import { ownPlace } from './ownPlace.ts';
import type { Projects } from './projects.ts';
import type { Signals } from './signals.ts';
import type { Caller } from './submitTask.ts';
import { replaceTags } from './taskTags.ts';

/** Of those who change one task at the same time, one is through with each try. */
const TRIES = 100;

/**
 * Changes a task that waits.
 * @throws {AppError} 404, 422 for the prompt of a conversation that has begun, or 409 for a task that runs or is over, and for another start time of one that is admitted.
 */
export async function changeTask(
  deps: { store: Store; transitions: Transitions; projects: Projects; signals: Signals },
  taskId: string,
  change: TaskChange,
  caller: Caller,
): Promise<void> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const row = await deps.store.entities().findOne(TaskEntity, { id: taskId });
    if (!row) throw notFound('task', taskId);
    if (!isDispatchable(row.status) && row.status !== 'received')
      throw illegalTransition(taskId, row.status, 'changed');
    if (row.status === 'received' && change.scheduled_at !== undefined)
      throw illegalTransition(taskId, row.status, 'put off');
    refusePrompt(row, change);
    const projectPriority = (await deps.projects.find(row.projectId))?.priority ?? 5;
    const columns = changedColumns(row, change, projectPriority);
    const applied = await deps.transitions.apply({
      taskId,
      decide(task) {
        // Somebody was quicker: what was computed from the row may be wrong by now.
        if (task.version !== row.version) return undefined;
        const reason = `changed ${Object.keys(change)
          .map((field) => (field === 'context' ? 'prompt' : field))
          .join(', ')}`;
        const also = change.tags ? replaceTags({ ...row, tags: change.tags }) : [];
        return { path: [], columns, also, actor: caller.userId, reason };
      },
    });
    if (applied) return deps.signals.wakeDispatcher();
  }
  throw new Error(`task ${taskId} changed too often to be changed`);
}

/** @throws {AppError} 422 */
function refusePrompt({ kind, sessionId }: TaskRow, { context }: TaskChange): void {
  if (!context || (kind === 'claude' && !sessionId)) return;
  const message =
    kind === 'claude'
      ? 'can’t be changed any more: the conversation has begun with it'
      : `can’t be set: this is a task of kind ${kind}`;
  throw invalidFields([{ path: 'context.prompt', message }]);
}

function changedColumns(row: TaskRow, change: TaskChange, projectPriority: number): Columns {
  const columns: Columns = {};
  const now = new Date();
  const priority = change.priority ?? row.priority;
  const deadline = change.deadline === undefined ? (row.deadline ?? null) : asDate(change.deadline);
  const effective = effectivePriority({ priority, projectPriority, taskType: row.taskType, deadline }, now);
  const { tier, queue } = ownPlace(row.kind, effective);
  Object.assign(columns, { priority, deadline, effectivePriority: effective, tier });
  // An admitted one has its job there: the dispatcher moves both, when it sees that the queue isn't the tier's.
  if (row.status !== 'received') columns.queue = queue;
  if (change.tags !== undefined) columns.tags = change.tags;
  if (change.name !== undefined) columns.name = change.name;
  if (change.context !== undefined) columns.context = { ...row.context, ...change.context };
  if (change.scheduled_at !== undefined) {
    const scheduledAt = asDate(change.scheduled_at);
    columns.scheduledAt = scheduledAt;
    // A task that waits for others keeps that reason to wait, and one that is tried again its delay.
    if (row.status === 'pending' && row.waitingFor === 0)
      columns.readyAt = readyAt(scheduledAt, row.readyAt ?? now, now);
    if (row.status === 'retry') columns.readyAt = later(row.nextTryAt ?? now, scheduledAt);
  }
  return columns;
}

/** A time in the past is no time waited: one that wasn't due is due from now on. */
function readyAt(scheduledAt: Date | null, before: Date, now: Date): Date {
  if (scheduledAt && scheduledAt > now) return scheduledAt;
  return before < now ? before : now;
}

function later(nextTryAt: Date, scheduledAt: Date | null): Date {
  return scheduledAt && scheduledAt > nextTryAt ? scheduledAt : nextTryAt;
}

function asDate(time: string | null): Date | null {
  return time === null ? null : new Date(time);
}
