/** The row of a task that nobody has touched yet. */
import { randomUUID } from 'node:crypto';
import { effectivePriority } from '#shared/priority.ts';
import type { TaskDefinition } from '#shared/taskDefinition.ts';
import { rulesOfKind } from '#shared/taskKinds.ts';
import { uuidV7From } from '#shared/uuidV7.ts';
import type { ProjectRow } from '../store/project.entity.ts';
import type { TaskRow } from '../store/task.entity.ts';
import { credentialOf } from './credential.ts';
import { modelKeyOf } from './modelKey.ts';
import { ownPlace } from './ownPlace.ts';

/** @param workingDir absolute, and allowed. */
export function newTask(
  definition: TaskDefinition,
  project: ProjectRow,
  workingDir: string,
  caller: { userId: string },
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
    pty: definition.pty,
    exclusive: isExclusive(definition),
    priority: definition.priority,
    taskType: definition.task_type,
    deadline,
    timeout: definition.timeout,
    confirmationTimeout: definition.confirmation_timeout,
    maxRetries: definition.max_retries,
    retryDelay: definition.retry_delay,
    scheduledAt,
    dependsOn: definition.depends_on,
    onDependencyFailure: definition.on_dependency_failure,
    idempotencyKey: definition.idempotency_key ?? null,
    continues: definition.continues ?? null,
    limits: definition.limits,
    tags: definition.tags,
    context: definition.context,
    credential: credentialOf(definition, project),
    modelKey: modelKeyOf(definition),
    ...unstartedState,
    retryHistory: [],
    effectivePriority: priority,
    ...ownPlace(definition.kind, priority),
    waitingFor: 0,
    held: false,
    // A time in the past is no time waited.
    readyAt: scheduledAt && scheduledAt > now ? scheduledAt : now,
    createdAt: now,
    updatedAt: now,
  };
}

/** Whether it has its folder to itself while it runs. */
export function isExclusive({ exclusive, kind }: TaskDefinition): boolean {
  return exclusive ?? rulesOfKind(kind).exclusive;
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
  continuedSession: null,
  sessionId: null,
  sessionHost: null,
  numTurns: null,
  totalCostUsd: null,
  tokenUsage: null,
  permissionDenials: null,
} as const;

function startTime(definition: TaskDefinition, now: Date): Date | null {
  if (definition.scheduled_at !== undefined) return new Date(definition.scheduled_at);
  if (definition.delay_seconds !== undefined)
    return new Date(now.getTime() + definition.delay_seconds * 1000);
  return null;
}

export function uuidV7(timeMs: number): string {
  return uuidV7From(timeMs, randomUUID());
}
