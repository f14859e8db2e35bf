/** The REST API as the editor uses it: answers are checked, errors are those of apiError.ts. */
import { z } from 'zod';
import { LIST_LIMIT_MAX, listOf, type Readiness, readinessSchema, type TaskList } from '#shared/api.ts';
import {
  type Confirmation,
  type ConfirmationAnswer,
  type ConfirmationInFull,
  type ConfirmationList,
  confirmationInFullSchema,
  confirmationSchema,
} from '#shared/confirmation.ts';
import type { DashboardChoice } from '#shared/dashboardIpc.ts';
import {
  type DeadLetterList,
  deadLetterListSchema,
  type Redriven,
  redrivenSchema,
} from '#shared/deadLetter.ts';
import { type LogPage, logPageSchema } from '#shared/logs.ts';
import { type Project, projectSchema } from '#shared/project.ts';
import { type QueueWire, queueSchema } from '#shared/queue.ts';
import {
  type NewScheduleInput,
  type Schedule,
  schedulePreviewSchema,
  scheduleSchema,
} from '#shared/schedule.ts';
import {
  type ErrorStatistics,
  errorStatisticsSchema,
  type Performance,
  performanceSchema,
  type StatisticsPeriod,
  type TaskMetrics,
  type TaskStatistics,
  taskMetricsSchema,
  taskStatisticsSchema,
} from '#shared/statistics.ts';
import { type Task, taskSchema, taskSummarySchema } from '#shared/task.ts';
import type { TaskChange } from '#shared/taskChange.ts';
import type { TaskDefinitionInput } from '#shared/taskDefinition.ts';
import type { TaskFileInput } from '#shared/taskFile.ts';
import { type SubmittedBatch, submittedBatchSchema } from '#shared/taskGraph.ts';
import { type SentInput, sentInputsSchema } from '#shared/taskInput.ts';
import { type WorkerWire, workerSchema } from '#shared/worker.ts';
import { isNotFound } from './apiError.ts';
import { knownItems } from './knownItems.ts';
import { type LearningClock, type ServerAccess, ServerExchange } from './serverExchange.ts';

const projectListSchema = z.object({ items: knownItems(projectSchema) });
const confirmationListSchema = listOf(confirmationSchema).extend({ items: knownItems(confirmationSchema) });
const taskListSchema = listOf(taskSummarySchema).extend({ items: knownItems(taskSummarySchema) });

export class RestClient {
  readonly access: ServerAccess;
  readonly #exchange: ServerExchange;

  /** @param clock learns the server's time from its answers. */
  constructor(access: ServerAccess, clock?: LearningClock) {
    this.access = access;
    this.#exchange = new ServerExchange(access, clock);
  }

  submitTask(definition: TaskDefinitionInput): Promise<Task> {
    return this.#exchange.read(taskSchema, 'POST', '/tasks', definition);
  }

  submitBatch(tasks: NonNullable<TaskFileInput['tasks']>): Promise<SubmittedBatch> {
    return this.#exchange.read(submittedBatchSchema, 'POST', '/tasks/batch', { tasks });
  }

  readTask(id: string): Promise<Task> {
    return this.#exchange.read(taskSchema, 'GET', `/tasks/${id}`);
  }

  /** @param query as in `?status=running&limit=500`, without the question mark. */
  listTasks(query: string): Promise<TaskList> {
    return this.#exchange.read(taskListSchema, 'GET', `/tasks?${query}`);
  }

  cancelTask(id: string): Promise<Task> {
    return this.#exchange.read(taskSchema, 'POST', `/tasks/${id}/cancel`);
  }

  retryTask(id: string): Promise<Task> {
    return this.#exchange.read(taskSchema, 'POST', `/tasks/${id}/retry`);
  }

  pauseTask(id: string): Promise<Task> {
    return this.#exchange.read(taskSchema, 'POST', `/tasks/${id}/pause`);
  }

  resumeTask(id: string): Promise<Task> {
    return this.#exchange.read(taskSchema, 'POST', `/tasks/${id}/resume`);
  }

  changeTask(id: string, change: TaskChange): Promise<Task> {
    return this.#exchange.read(taskSchema, 'PATCH', `/tasks/${id}`, change);
  }

  /** A message to a running Claude task. What becomes of it stands among the task's inputs. */
  async sendInput(id: string, text: string): Promise<void> {
    await this.#exchange.read(z.unknown(), 'POST', `/tasks/${id}/input`, { text });
  }

  listInputs(id: string): Promise<SentInput[]> {
    return this.#exchange.read(sentInputsSchema, 'GET', `/tasks/${id}/inputs`);
  }

  async listProjects(): Promise<Project[]> {
    return (await this.#exchange.read(projectListSchema, 'GET', '/projects')).items;
  }

  /** The next times of a cron expression, as the server would fire it. */
  async previewSchedule(cron: string, timezone: string): Promise<string[]> {
    const asked = { cron, timezone };
    return (await this.#exchange.read(schedulePreviewSchema, 'POST', '/schedules/preview', asked)).next_runs;
  }

  /** @param query as in `project_id=default`. */
  async listSchedules(query = ''): Promise<Schedule[]> {
    const path = `/schedules?limit=${LIST_LIMIT_MAX}&${query}`;
    return (await this.#exchange.read(listOf(scheduleSchema), 'GET', path)).items;
  }

  /** Makes a schedule, or changes the one of its name in its project. */
  async saveSchedule(schedule: NewScheduleInput): Promise<Schedule> {
    const known = await this.listSchedules(`project_id=${encodeURIComponent(schedule.project_id)}`);
    const same = known.find(({ name }) => name === schedule.name.trim());
    if (same) return this.#exchange.read(scheduleSchema, 'PATCH', `/schedules/${same.id}`, schedule);
    return this.#exchange.read(scheduleSchema, 'POST', '/schedules', schedule);
  }

  taskMetrics(): Promise<TaskMetrics> {
    return this.#exchange.read(taskMetricsSchema, 'GET', '/metrics/tasks');
  }

  performance({ days, kind }: DashboardChoice): Promise<Performance> {
    const query = new URLSearchParams({ days: String(days), ...(kind !== '' && { kind }) });
    return this.#exchange.read(performanceSchema, 'GET', `/statistics/performance?${query}`);
  }

  errorStatistics(days: number): Promise<ErrorStatistics> {
    return this.#exchange.read(errorStatisticsSchema, 'GET', `/statistics/errors?days=${days}`);
  }

  taskStatistics(period: StatisticsPeriod): Promise<TaskStatistics> {
    return this.#exchange.read(taskStatisticsSchema, 'GET', `/tasks/statistics?period=${period}`);
  }

  async listQueues(): Promise<QueueWire[]> {
    return (await this.#exchange.read(z.object({ items: knownItems(queueSchema) }), 'GET', '/queues')).items;
  }

  async listWorkers(): Promise<WorkerWire[]> {
    return (await this.#exchange.read(z.object({ items: knownItems(workerSchema) }), 'GET', '/workers'))
      .items;
  }

  listDeadLetters(): Promise<DeadLetterList> {
    return this.#exchange.read(deadLetterListSchema, 'GET', '/dead-letters?limit=50');
  }

  redrive(taskIds: readonly string[]): Promise<Redriven> {
    return this.#exchange.read(redrivenSchema, 'POST', '/dead-letters/redrive', { task_ids: taskIds });
  }

  /** Whether the server works. One that doesn't says so, too, and why: that is no error here. */
  readReadiness(): Promise<Readiness> {
    return this.#exchange.readAnyStatus(readinessSchema, '/readyz');
  }

  readLog(taskId: string, after: number, limit: number): Promise<LogPage> {
    return this.#exchange.read(logPageSchema, 'GET', `/tasks/${taskId}/logs?after=${after}&limit=${limit}`);
  }

  /** The seq of the last line that there is now, or 0. */
  async lastLine(taskId: string): Promise<number> {
    const page = await this.#exchange.read(logPageSchema, 'GET', `/tasks/${taskId}/logs?tail=1`);
    return page.lines.at(-1)?.seq ?? 0;
  }

  /** The seq of the line before the last `lines` that there are now, or 0. */
  async lineBeforeTail(taskId: string, lines: number): Promise<number> {
    return Math.max(0, (await this.lastLine(taskId)) - lines);
  }

  /**
   * Lines after `after` that hold this text, upper and lower case alike. Looks through a bounded piece of the log:
   * `next_after` says up to which line, and is `after` itself when there are no more lines.
   */
  searchLog(taskId: string, search: string, after: number, limit: number): Promise<LogPage> {
    const query = new URLSearchParams({ search, after: String(after), limit: String(limit) });
    return this.#exchange.read(logPageSchema, 'GET', `/tasks/${taskId}/logs?${query}`);
  }

  /**
   * All questions that wait for an answer: the server lists the latest first, so the most urgent ones may be on the last
   * page. None, too, from a server that doesn't know of questions.
   */
  async pendingConfirmations(): Promise<Confirmation[]> {
    const pending = new Map<string, Confirmation>();
    try {
      let cursor: string | null = null;
      do {
        const { items, next_cursor } = await this.#pendingPage(cursor);
        for (const each of items) pending.set(each.id, each);
        cursor = next_cursor;
      } while (cursor !== null);
    } catch (error) {
      if (isNotFound(error)) return [];
      throw error;
    }
    return [...pending.values()];
  }

  /** @param cursor null: the first one. */
  #pendingPage(cursor: string | null): Promise<ConfirmationList> {
    const query = new URLSearchParams({ status: 'pending', limit: String(LIST_LIMIT_MAX) });
    if (cursor !== null) query.set('cursor', cursor);
    return this.#exchange.read(confirmationListSchema, 'GET', `/confirmations?${query}`);
  }

  readConfirmation(id: string): Promise<ConfirmationInFull> {
    return this.#exchange.read(confirmationInFullSchema, 'GET', `/confirmations/${id}`);
  }

  answerConfirmation(id: string, answer: ConfirmationAnswer): Promise<Confirmation> {
    return this.#exchange.read(confirmationSchema, 'POST', `/confirmations/${id}/answer`, answer);
  }

  /** Lines as NDJSON, as they come, until the task is over or the server ends. */
  openLog(taskId: string, after: number, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    return this.#exchange.stream(`/tasks/${taskId}/logs?follow=true&after=${after}`, signal);
  }

  /** The messages of a Claude task as NDJSON, as far as the server has them. */
  openRawLog(taskId: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    return this.#exchange.stream(`/tasks/${taskId}/logs/raw`, signal);
  }
}
