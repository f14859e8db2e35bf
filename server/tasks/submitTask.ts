/** From a checked definition to a row that waits: the task and its first event, in one transaction. */
import type { StoredEvent } from '#shared/events.ts';
import type { TaskDefinition } from '#shared/taskDefinition.ts';
import { AppError, invalidFields } from '../errors.ts';
import type { IdempotencyKeyRow } from '../store/idempotencyKey.entity.ts';
import type { ProjectRow } from '../store/project.entity.ts';
import { insertRows } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import type { TaskRow } from '../store/task.entity.ts';
import { GroupCommit } from './groupCommit.ts';
import { findReplay, keyRow } from './idempotency.ts';
import { newTask } from './newTask.ts';
import { refusedProgram, resolveWorkingDir } from './projectRules.ts';
import type { Projects } from './projects.ts';
import type { Signals } from './signals.ts';

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

interface NewTask {
  task: TaskRow;
  key: IdempotencyKeyRow | undefined;
}

export function createSubmitTask(deps: {
  store: Store;
  projects: Projects;
  signals: Signals;
  onCommitted: (events: StoredEvent[]) => void;
}): SubmitTask {
  const group = new GroupCommit<NewTask, void>(async (items) => {
    await storeTasks(deps.store, items);
    deps.onCommitted(items.map(({ task }) => createdEvent(task)));
    deps.signals.wakeDispatcher();
    return items.map(() => undefined);
  }, SUBMITS_PER_TRANSACTION);

  return async (definition, caller) => {
    const project = await deps.projects.find(definition.project_id);
    if (!project) {
      throw invalidFields([{ path: 'project_id', message: `there is no project ${definition.project_id}` }]);
    }
    const task = newTask(definition, project, await allowedFolder(definition, project), caller);
    const key = keyRow(definition, { taskId: task.id, userId: task.userId, createdAt: task.createdAt });
    const replayed = key && (await findReplay(deps.store, key));
    if (replayed !== undefined) return { taskId: replayed, created: undefined };
    try {
      await group.submit({ task, key });
      return { taskId: task.id, created: task };
    } catch (error) {
      if ((error as { code?: string }).code !== 'ER_DUP_ENTRY') throw error;
      // The same key may have been used by a request that came at the same time.
      const meanwhile = key && (await findReplay(deps.store, key));
      if (meanwhile !== undefined) return { taskId: meanwhile, created: undefined };
      throw new AppError({
        code: 'task.id_taken',
        message: `There is a task ${task.id} already.`,
        status: 409,
      });
    }
  };
}

function storeTasks(store: Store, items: readonly NewTask[]): Promise<unknown> {
  const keys = items.flatMap(({ key }) => key ?? []);
  return store.transaction((transaction) =>
    transaction.runAndCommit([
      ...(keys.length > 0 ? [insertRows('idempotency_keys', keys)] : []),
      insertRows(
        'tasks',
        items.map(({ task }) => task),
      ),
      insertRows(
        'task_events',
        items.map(({ task }) => createdEventRow(task)),
      ),
    ]),
  );
}

function createdEventRow(task: TaskRow) {
  return {
    taskId: task.id,
    version: task.version,
    projectId: task.projectId,
    type: 'task.created',
    fromStatus: null,
    toStatus: task.status,
    at: task.createdAt,
    run: null,
    actor: task.userId,
    reason: 'submitted',
  };
}

async function allowedFolder(definition: TaskDefinition, project: ProjectRow): Promise<string> {
  const workingDir = await resolveWorkingDir(project, definition.working_dir);
  const program = definition.command === undefined ? undefined : refusedProgram(project, definition.command);
  const errors = ['refused' in workingDir ? workingDir.refused : undefined, program].filter(
    (e) => e !== undefined,
  );
  if (errors.length > 0 || 'refused' in workingDir) throw invalidFields(errors);
  return workingDir.folder;
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
