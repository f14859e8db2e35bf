import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { ErrorType } from '#shared/errorClasses.ts';
import type { TaskType, Tier } from '#shared/priority.ts';
import type { RunLimits } from '#shared/runLimits.ts';
import type { Progress, RetryRecord } from '#shared/task.ts';
import type { TaskKind } from '#shared/taskKinds.ts';
import type { TaskState } from '#shared/taskState.ts';

const text = () => p.text();
const longText = () => p.text().columnType('mediumtext');
const double = () => p.float().columnType('double');
const json = <T>() => p.json<T>();
const time = () => p.datetime(3);
const name = (length: number) => p.string().length(length);

/** A task: what was submitted, and where it stands. Heavy output lives with its runs. */
export const TaskEntity = defineEntity({
  name: 'Task',
  tableName: 'tasks',
  indexes: [
    {
      name: 'tasks_waiting',
      properties: ['status', 'effectivePriority', 'projectId', 'userId', 'kind', 'readyAt', 'exclusive'],
    },
    { name: 'tasks_deadline', properties: ['status', 'deadline'] },
    { name: 'tasks_created', properties: ['createdAt'] },
    { name: 'tasks_updated', properties: ['updatedAt'] },
    { name: 'tasks_project', properties: ['projectId', 'createdAt'] },
    // In a list's order, and with all that its count has to look at.
    { name: 'tasks_user', properties: ['userId', 'createdAt', 'id', 'projectId'] },
    { name: 'tasks_status', properties: ['status', 'createdAt', 'id', 'projectId'] },
    { name: 'tasks_worker', properties: ['workerId'] },
  ],
  properties: {
    id: name(36).primary(),
    name: name(200),
    projectId: name(64),
    userId: name(64),
    kind: name(32).$type<TaskKind>(),
    command: longText().nullable(),
    args: json<string[]>(),
    /** Absolute. */
    workingDir: text(),
    env: json<Record<string, string>>(),
    /** Runs in a terminal. */
    pty: p.boolean(),
    /** Has its working folder to itself while it runs. */
    exclusive: p.boolean(),
    priority: p.tinyint(),
    taskType: name(16).$type<TaskType>(),
    deadline: time().nullable(),
    timeout: double(),
    confirmationTimeout: double(),
    maxRetries: p.tinyint(),
    retryDelay: double(),
    scheduledAt: time().nullable(),
    dependsOn: json<string[]>(),
    onDependencyFailure: name(8).$type<'wait' | 'revoke'>(),
    idempotencyKey: name(200).nullable(),
    /** The task whose conversation it takes up. */
    continues: name(36).nullable(),
    limits: json<RunLimits>(),
    tags: json<Record<string, string>>(),
    context: json<Record<string, unknown>>(),

    status: name(24).$type<TaskState>(),
    effectivePriority: p.tinyint(),
    tier: name(16).$type<Tier>(),
    queue: name(32),
    /** Rises by one with every stored change. */
    version: p.integer(),
    /** Rises with every claim and every loss of a worker; a write that carries an older one changes nothing. */
    epoch: p.integer(),
    /** How many of the tasks that it depends on have not succeeded yet. */
    waitingFor: p.integer(),
    /** Admitted, and not to be claimed now: in the way of a more urgent one, or too much for a limit. */
    held: p.boolean(),
    /** From when the dispatcher may admit it; null while it waits for other tasks. */
    readyAt: time().nullable(),
    createdAt: time(),
    updatedAt: time(),
    startedAt: time().nullable(),
    completedAt: time().nullable(),
    duration: double().nullable(),
    nextTryAt: time().nullable(),
    cancelRequestedAt: time().nullable(),
    progress: json<Progress>().nullable(),
    runNumber: p.integer(),
    workerId: name(36).nullable(),
    result: json<unknown>().nullable(),
    errorMessage: text().nullable(),
    errorType: name(16).$type<ErrorType>().nullable(),
    errorClass: name(64).nullable(),
    advice: text().nullable(),
    traceback: longText().nullable(),
    exitCode: p.integer().nullable(),
    signal: name(16).nullable(),
    maxMemory: p.bigint('number').nullable(),
    maxCpu: double().nullable(),
    retryCount: p.integer(),
    retryHistory: json<RetryRecord[]>(),

    /** What pays for it, if that may be used up: tasks with the same one wait together. */
    credential: name(64).nullable(),
    /** By which model it shares the account's windows; see `modelKeyOf`. */
    modelKey: name(64).nullable(),
    /** The conversation that it takes up, by `continues`. */
    continuedSession: name(36).nullable(),
    sessionId: name(36).nullable(),
    /** Where the session lies, if a later run may go on with it. */
    sessionHost: name(255).nullable(),
    /** These are over all runs. */
    numTurns: p.integer().nullable(),
    totalCostUsd: double().nullable(),
    /** `usage` on the wire; a reserved word in SQL. */
    tokenUsage: json<Record<string, number>>().nullable(),
    permissionDenials: json<unknown[]>().nullable(),
  },
});

export type TaskRow = InferEntity<typeof TaskEntity>;
