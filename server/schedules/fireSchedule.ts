/** A schedule's time has come: the firing, the task that it makes and the next time are stored together. */
import type { SwitchyardEvent } from '#shared/events.ts';
import { isFinal, statesWhere } from '#shared/taskState.ts';
import { AppError } from '../errors.ts';
import { ScheduleEntity, type ScheduleRow } from '../store/schedule.entity.ts';
import { DB_NOW, dateFromColumn, insertRows, type Statement, updateWhere } from '../store/sql.ts';
import type { Transaction } from '../store/store.ts';
import type { Transitions } from '../tasks/applyTransition.ts';
import { cancelTask } from '../tasks/cancelTask.ts';
import { lockParents } from '../tasks/dependencies.ts';
import { announceTasks, type NewTask, type SubmitDeps, taskStatements } from '../tasks/submitTask.ts';
import { lastTime, nextTime } from './cronTimes.ts';
import { decideFiring, type Firing } from './decideFiring.ts';
import { prepareScheduledTask } from './prepareScheduledTask.ts';

const ACTOR = 'scheduler';
/** So many firings back a task of the schedule is looked for that isn't over. */
const PREVIOUS_MAX = 100;
const openStates = statesWhere((state) => !isFinal(state));

export interface FireDeps extends SubmitDeps {
  transitions: Transitions;
  publish: (events: SwitchyardEvent[]) => void;
}

/** `refused`: the task can't be made any more; the schedule is disabled and says why. */
export type Fired = { firing: Firing; task?: NewTask } | { refused: string };

/**
 * Does what is due, once, whoever else tries: of several the row's lock lets one in, and the key of the firing
 * keeps anything else from firing for the same time.
 * @returns undefined if there is nothing to do any more.
 */
export async function fireSchedule(deps: FireDeps, scheduleId: string): Promise<Fired | undefined> {
  const done = await deps.store.transaction((transaction) => fireOnce(deps, transaction, scheduleId));
  if (!done) return undefined;
  const { schedule, at, fired } = done;
  if ('refused' in fired) return fired;
  if (fired.task) announceTasks(deps, [fired.task]);
  const { firedFor, outcome } = fired.firing;
  deps.publish([
    {
      type: 'schedule.fired',
      schedule_id: schedule.id,
      project_id: schedule.projectId,
      fired_for: firedFor.toISOString(),
      outcome,
      ...(fired.task ? { task_id: fired.task.task.id } : {}),
      at: at.toISOString(),
    },
  ]);
  return fired;
}

async function fireOnce(deps: FireDeps, transaction: Transaction, scheduleId: string) {
  const at = await lockIfDue(transaction, scheduleId);
  if (!at) return undefined;
  // Read elsewhere, but nobody can change it: the row is locked.
  const schedule = await deps.store.entities().findOne(ScheduleEntity, { id: scheduleId });
  if (!schedule?.nextFireAt) return undefined;
  const previous = await openTasks(transaction, schedule.id);
  const firing = decideFiring(
    { ...schedule, nextFireAt: schedule.nextFireAt },
    at,
    lastTime(schedule, at),
    previous.length > 0,
  );
  if (await wasFired(transaction, schedule.id, firing.firedFor)) {
    await transaction.runAndCommit([advance(schedule, at)]);
    return undefined;
  }
  try {
    const task = firing.outcome === 'fired' ? await makeTask(deps, schedule, firing) : undefined;
    const behind = firing.queueBehind ? await latestOpen(transaction, previous) : undefined;
    const storing = task ? await taskStatements(transaction, [{ ...task, behind }]) : [];
    // Before the commit: a crash in between cancels again, and never leaves a task that was to be cancelled.
    if (firing.cancelPrevious) await cancelAll(deps, previous);
    await transaction.runAndCommit([
      ...storing,
      insertRows('schedule_firings', [firingRow(schedule, firing, at, task)]),
      advance(schedule, at, firing, task),
    ]);
    return { schedule, at, fired: { firing, ...(task ? { task } : {}) } };
  } catch (error) {
    if (!(error instanceof AppError) || error.status !== 422) throw error;
    await transaction.runAndCommit([disable(schedule, at, error.message)]);
    return { schedule, at, fired: { refused: error.message } };
  }
}

/** The database's time, if the schedule is due by it; the row is then locked. */
async function lockIfDue(transaction: Transaction, scheduleId: string): Promise<Date | undefined> {
  const [rows] = await transaction.run([
    {
      sql: `select ${DB_NOW} as at from schedules where id = ? and enabled = 1 and next_fire_at <= ${DB_NOW} for update`,
      values: [scheduleId],
    },
  ]);
  const [row] = rows as unknown as { at: string }[];
  return row && dateFromColumn(row.at);
}

/** The latest first. */
async function openTasks(transaction: Transaction, scheduleId: string): Promise<string[]> {
  const [rows] = await transaction.run([
    {
      sql: `select t.id from (select task_id, fired_at from schedule_firings where schedule_id = ? and task_id is not null
          order by fired_for desc limit ${PREVIOUS_MAX}) f
        join tasks t on t.id = f.task_id where t.status in (?) order by f.fired_at desc`,
      values: [scheduleId, openStates],
    },
  ]);
  return (rows as unknown as { id: string }[]).map((row) => row.id);
}

/**
 * The end of the line that the schedule's tasks stand in. All of them are locked, since the latest one may have been
 * cancelled meanwhile, and the one before it still runs.
 */
async function latestOpen(transaction: Transaction, taskIds: readonly string[]): Promise<string | undefined> {
  const states = await lockParents(transaction, taskIds);
  return taskIds.find((id) => {
    const state = states.get(id);
    return state !== undefined && !isFinal(state);
  });
}

async function wasFired(transaction: Transaction, scheduleId: string, firedFor: Date): Promise<boolean> {
  const [rows] = await transaction.run([
    {
      sql: 'select 1 from schedule_firings where schedule_id = ? and fired_for = ?',
      values: [scheduleId, firedFor],
    },
  ]);
  return (rows as unknown as unknown[]).length > 0;
}

async function makeTask(deps: FireDeps, schedule: ScheduleRow, firing: Firing): Promise<NewTask> {
  const prepared = await prepareScheduledTask(deps, schedule);
  const reason = `schedule ${schedule.name} for ${firing.firedFor.toISOString()}`;
  return { ...prepared, origin: { actor: ACTOR, reason } };
}

async function cancelAll(deps: FireDeps, taskIds: readonly string[]): Promise<void> {
  for (const taskId of taskIds) {
    await cancelTask(deps, taskId, { userId: ACTOR }).catch((error) => {
      // It ended by itself meanwhile.
      if (!(error instanceof AppError)) throw error;
    });
  }
}

function firingRow(schedule: ScheduleRow, { firedFor, outcome }: Firing, at: Date, task?: NewTask) {
  return { scheduleId: schedule.id, firedFor, firedAt: at, outcome, taskId: task?.task.id ?? null };
}

/** On to the first time after `at`. */
function advance(schedule: ScheduleRow, at: Date, firing?: Firing, task?: NewTask): Statement {
  return updateWhere(
    'schedules',
    {
      nextFireAt: nextTime(schedule, at),
      ...(firing ? { lastOutcome: firing.outcome } : {}),
      ...(task ? { lastFiredAt: at, lastTaskId: task.task.id } : {}),
    },
    'id = ? and next_fire_at = ?',
    [schedule.id, schedule.nextFireAt],
  );
}

function disable({ id }: ScheduleRow, at: Date, reason: string): Statement {
  return updateWhere(
    'schedules',
    { enabled: false, nextFireAt: null, lastError: reason, updatedAt: at },
    'id = ?',
    [id],
  );
}
