/** From a checked definition to a row that waits: the task and its first event, in one transaction. */
import type { StoredEvent } from '#shared/events.ts';
import type { FieldError } from '#shared/problem.ts';
import type { TaskDefinition } from '#shared/taskDefinition.ts';
import { isFinal } from '#shared/taskState.ts';
import { AppError, invalidFields } from '../errors.ts';
import type { IdempotencyKeyRow } from '../store/idempotencyKey.entity.ts';
import type { ProjectRow } from '../store/project.entity.ts';
import { insertRows, type Statement } from '../store/sql.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { TaskRow } from '../store/task.entity.ts';
import { takenUp } from './continueTask.ts';
import { lockParents } from './dependencies.ts';
import { GroupCommit } from './groupCommit.ts';
import { findReplay, keyRow } from './idempotency.ts';
import { isExclusive, newTask } from './newTask.ts';
import {
  CLAUDE_PROGRAM,
  realPathOf,
  refusedProgram,
  refusedVariable,
  resolveWorkingDir,
} from './projectRules.ts';
import type { Projects } from './projects.ts';
import type { Signals } from './signals.ts';
import { insertTags } from './taskTags.ts';

const SUBMITS_PER_TRANSACTION = 100;

/** Whoever asks: a person or a program with a token. */
export interface Caller {
  userId: string;
}

export interface Submitted {
  taskId: string;
  /** The row as it was stored; undefined for a replay of an idempotency key: the task is what it is by now. */
  created: TaskRow | undefined;
}

/** @throws {AppError} 422 for what the project doesn't allow, 409 for an id or a key that is taken. */
export type SubmitTask = (definition: TaskDefinition, caller: Caller) => Promise<Submitted>;

export interface NewTask {
  task: TaskRow;
  key: IdempotencyKeyRow | undefined;
  /** Who made it and why, for its history; left out: its user submitted it. */
  origin?: { actor: string; reason: string };
  /** A task that has to be over before, however it ends; no part of the definition. */
  behind?: string | undefined;
}

export interface SubmitDeps {
  store: Store;
  projects: Projects;
  signals: Signals;
  onCommitted: (events: StoredEvent[]) => void;
  /** Tasks that are to be revoked if one of these parents doesn't succeed. */
  onDependentsStored: (parentIds: string[]) => void;
}

export function createSubmitTask(deps: SubmitDeps): SubmitTask {
  const group = new GroupCommit<NewTask, void>(async (items) => {
    await storeTasks(deps.store, items);
    announceTasks(deps, items);
    return items.map(() => undefined);
  }, SUBMITS_PER_TRANSACTION);

  return async (definition, caller) => {
    // Before anything else: what is allowed may have changed since.
    const replayed = await findReplay(deps.store, caller.userId, definition);
    if (replayed !== undefined) return { taskId: replayed, created: undefined };
    const { task, key } = await prepareTask(deps, definition, caller);
    try {
      await group.submit({ task, key });
      return { taskId: task.id, created: task };
    } catch (error) {
      if ((error as { code?: string }).code !== 'ER_DUP_ENTRY') throw error;
      // The same key may have been used by a request that came at the same time.
      const meanwhile = await findReplay(deps.store, caller.userId, definition);
      if (meanwhile !== undefined) return { taskId: meanwhile, created: undefined };
      throw new AppError({
        code: 'task.id_taken',
        message: `There is a task ${task.id} already.`,
        status: 409,
      });
    }
  };
}

/** A row that may be stored. @throws {AppError} 422 for what the project doesn't allow. */
export async function prepareTask(
  { store, projects }: Pick<SubmitDeps, 'store' | 'projects'>,
  definition: TaskDefinition,
  caller: Caller,
): Promise<NewTask> {
  const project = await projects.find(definition.project_id);
  if (!project) {
    throw invalidFields([{ path: 'project_id', message: `there is no project ${definition.project_id}` }]);
  }
  const before = await takenUp(store, definition);
  const where = before ? { ...definition, working_dir: before.workingDir } : definition;
  const task = {
    ...newTask(definition, project, await allowedFolder(where, project), caller),
    continuedSession: before?.sessionId ?? null,
  };
  return {
    task,
    key: keyRow(definition, { taskId: task.id, userId: task.userId, createdAt: task.createdAt }),
  };
}

/**
 * All or nothing.
 * @param together they may depend on each other, and were checked for circles.
 * @throws {AppError} 422 if one depends on a task that there isn't.
 */
export function storeTasks(store: Store, items: readonly NewTask[], together = false): Promise<void> {
  return store.transaction(async (transaction) => {
    await transaction.runAndCommit(await taskStatements(transaction, items, together));
  });
}

/** What stores tasks, for a transaction that may hold more; see {@link storeTasks}. */
export async function taskStatements(
  transaction: Transaction,
  items: readonly NewTask[],
  together = false,
): Promise<Statement[]> {
  const tasks = items.map(({ task }) => task);
  const keys = items.flatMap(({ key }) => key ?? []);
  const dependencies = await readDependencies(transaction, items, together);
  const waitingFor = Map.groupBy(
    dependencies.filter(({ satisfied }) => !satisfied),
    ({ taskId }) => taskId,
  );
  const rows = tasks.map((task) => {
    const unmet = waitingFor.get(task.id)?.length ?? 0;
    return unmet > 0 ? { ...task, waitingFor: unmet, readyAt: null } : task;
  });
  return [
    ...(keys.length > 0 ? [insertRows('idempotency_keys', keys)] : []),
    ...(dependencies.length > 0 ? [insertRows('task_dependencies', dependencies)] : []),
    insertRows('tasks', rows),
    ...insertTags(tasks),
    insertRows('task_events', items.map(createdEventRow)),
  ];
}

async function readDependencies(transaction: Transaction, items: readonly NewTask[], together: boolean) {
  const tasks = items.map(({ task }) => task);
  const own = new Set(together ? tasks.map(({ id }) => id) : []);
  const wanted = items.flatMap(wantedBy);
  const others = [...new Set(wanted.map(({ dependsOnId }) => dependsOnId))].filter((id) => !own.has(id));
  const states = await lockParents(transaction, others);
  if (others.some((id) => !states.has(id))) {
    throw invalidFields(unknownParents(tasks, (id) => own.has(id) || states.has(id), together));
  }
  return wanted.map((each) => {
    const state = states.get(each.dependsOnId);
    return { ...each, satisfied: each.onEnd ? state !== undefined && isFinal(state) : state === 'success' };
  });
}

/** Whoever waits for a success needs not wait for the end as well. */
function wantedBy({ task, behind }: NewTask) {
  const { id: taskId, dependsOn } = task;
  const parents = dependsOn.map((dependsOnId) => ({ taskId, dependsOnId, onEnd: false }));
  if (behind === undefined || dependsOn.includes(behind)) return parents;
  return [...parents, { taskId, dependsOnId: behind, onEnd: true }];
}

function unknownParents(
  tasks: readonly TaskRow[],
  isKnown: (id: string) => boolean,
  together: boolean,
): FieldError[] {
  return tasks.flatMap(({ dependsOn }, index) =>
    dependsOn.flatMap((id, place) => {
      if (isKnown(id)) return [];
      const path = `${together ? `tasks[${index}].` : ''}depends_on[${place}]`;
      return [{ path, message: `there is no task ${id}` }];
    }),
  );
}

function createdEventRow({ task, origin }: NewTask) {
  return {
    taskId: task.id,
    version: task.version,
    projectId: task.projectId,
    type: 'task.created',
    fromStatus: null,
    toStatus: task.status,
    at: task.createdAt,
    run: null,
    ...(origin ?? { actor: task.userId, reason: 'submitted' }),
  };
}

/** After they are stored. A task may have been made for a parent that has failed already. */
export function announceTasks(
  deps: Pick<SubmitDeps, 'onCommitted' | 'signals' | 'onDependentsStored'>,
  items: readonly NewTask[],
): void {
  deps.onCommitted(items.map(({ task }) => createdEvent(task)));
  deps.signals.wakeDispatcher();
  const parents = items.flatMap(({ task }) => (task.onDependencyFailure === 'revoke' ? task.dependsOn : []));
  if (parents.length > 0) deps.onDependentsStored([...new Set(parents)]);
}

async function allowedFolder(definition: TaskDefinition, project: ProjectRow): Promise<string> {
  const workingDir = await resolveWorkingDir(project, definition.working_dir);
  const command = definition.kind === 'claude' ? CLAUDE_PROGRAM : definition.command;
  const program = command === undefined ? undefined : refusedProgram(project, command);
  const variable = refusedVariable(project, definition.env);
  const errors = ['refused' in workingDir ? workingDir.refused : undefined, program, variable].filter(
    (e) => e !== undefined,
  );
  if (errors.length > 0 || 'refused' in workingDir) throw invalidFields(errors);
  const { folder } = workingDir;
  // Who has a folder to himself has it under all its names.
  return isExclusive(definition) ? realPathOf(folder) : folder;
}

function createdEvent(task: TaskRow): StoredEvent {
  return {
    type: 'task.created',
    task_id: task.id,
    project_id: task.projectId,
    version: task.version,
    at: task.createdAt.toISOString(),
    status: task.status,
  };
}
