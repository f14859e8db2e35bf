/** From a checked definition to a row that waits: the task and its first event, in one transaction. */
import { randomBytes } from 'node:crypto';
import type { StoredEvent } from '#shared/events.ts';
import { effectivePriority, tierOf } from '#shared/priority.ts';
import type { TaskDefinition } from '#shared/taskDefinition.ts';
import { AppError, invalidFields } from '../errors.ts';
import type { ProjectRow } from '../store/project.entity.ts';
import { insertRows } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import type { TaskRow } from '../store/task.entity.ts';
import { GroupCommit } from './groupCommit.ts';
import { refusedProgram, resolveWorkingDir } from './projectRules.ts';
import type { Projects } from './projects.ts';
import type { Signals } from './signals.ts';

const SUBMITS_PER_TRANSACTION = 100;

/** Whoever asks: a person or a program with a token. */
export interface Caller {
  userId: string;
}

/** @throws {AppError} 422 for what the project doesn't allow, 409 for an id that is taken. */
export type SubmitTask = (definition: TaskDefinition, caller: Caller) => Promise<TaskRow>;

export function createSubmitTask(deps: {
  store: Store;
  projects: Projects;
  signals: Signals;
  onCommitted: (events: StoredEvent[]) => void;
}): SubmitTask {
  const group = new GroupCommit<TaskRow, TaskRow>(async (tasks) => {
    const events = tasks.map(createdEvent);
    await deps.store.transaction(async (transaction) => {
      const eventRows = tasks.map((task) => ({
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
      }));
      await transaction.runAndCommit([insertRows('tasks', tasks), insertRows('task_events', eventRows)]);
    });
    deps.onCommitted(events);
    deps.signals.wakeDispatcher();
    return tasks;
  }, SUBMITS_PER_TRANSACTION);

  return async (definition, caller) => {
    const project = await deps.projects.find(definition.project_id);
    if (!project) {
      throw invalidFields([{ path: 'project_id', message: `there is no project ${definition.project_id}` }]);
    }
    const task = newTask(definition, project, await allowedFolder(definition, project), caller);
    try {
      return await group.submit(task);
    } catch (error) {
      if ((error as { code?: string }).code !== 'ER_DUP_ENTRY') throw error;
      throw new AppError({
        code: 'task.id_taken',
        message: `There is a task ${task.id} already.`,
        status: 409,
      });
    }
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

function newTask(
  definition: TaskDefinition,
  project: ProjectRow,
  workingDir: string,
  caller: Caller,
): TaskRow {
  const now = new Date();
  const deadline = definition.deadline ? new Date(definition.deadline) : null;
  const scheduledAt = startTime(definition, now);
  const priority = effectivePriority(
    {
      priority: definition.priority,
      projectPriority: project.priority,
      taskType: definition.task_type,
      deadline,
    },
    now,
  );
  const tier = tierOf(priority);
  return {
    id: definition.id ?? uuidV7(now.getTime()),
    name: definition.name,
    projectId: project.id,
    userId: caller.userId,
    kind: definition.kind,
    command: definition.command ?? null,
    args: definition.args,
    workingDir,
    env: definition.env,
    priority: definition.priority,
    taskType: definition.task_type,
    deadline,
    timeout: definition.timeout,
    confirmationTimeout: definition.confirmation_timeout,
    maxRetries: definition.max_retries,
    retryDelay: definition.retry_delay,
    scheduledAt,
    onDependencyFailure: definition.on_dependency_failure,
    tags: definition.tags,
    context: definition.context,
    ...unstartedState,
    retryHistory: [],
    effectivePriority: priority,
    tier,
    queue: tier,
    readyAt: scheduledAt ?? now,
    createdAt: now,
    updatedAt: now,
  };
}

const unstartedState = {
  status: 'pending',
  version: 1,
  epoch: 0,
  startedAt: null,
  completedAt: null,
  duration: null,
  nextTryAt: null,
  cancelRequestedAt: null,
  progress: null,
  runNumber: 0,
  workerId: null,
  result: null,
  errorMessage: null,
  errorType: null,
  errorClass: null,
  advice: null,
  traceback: null,
  exitCode: null,
  signal: null,
  maxMemory: null,
  maxCpu: null,
  retryCount: 0,
} as const;

function startTime(definition: TaskDefinition, now: Date): Date | null {
  if (definition.scheduled_at !== undefined) return new Date(definition.scheduled_at);
  if (definition.delay_seconds !== undefined)
    return new Date(now.getTime() + definition.delay_seconds * 1000);
  return null;
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

/** A UUID of version 7 (RFC 9562): 48 bits of Unix time in milliseconds, then random ones. */
function uuidV7(timeMs: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(timeMs, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
