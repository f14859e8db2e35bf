/** The REST API as the command line uses it. What comes back is parsed with the schemas that the server answers by. */
import { z } from 'zod';
import {
  type Account,
  type AccountChange,
  type AccountList,
  accountListSchema,
  accountSchema,
} from '#shared/account.ts';
import {
  API_PREFIX,
  listOf,
  type Readiness,
  readinessSchema,
  type TaskList,
  taskListSchema,
} from '#shared/api.ts';
import {
  type Confirmation,
  type ConfirmationAnswer,
  type ConfirmationList,
  confirmationListSchema,
  confirmationSchema,
} from '#shared/confirmation.ts';
import { type LogPage, logPageSchema } from '#shared/logs.ts';
import {
  type NewScheduleInput,
  type Schedule,
  type ScheduleChange,
  scheduleSchema,
} from '#shared/schedule.ts';
import { type Task, taskSchema } from '#shared/task.ts';
import type { TaskDefinitionInput } from '#shared/taskDefinition.ts';
import {
  type CreatedToken,
  createdTokenSchema,
  type NewToken,
  type TokenList,
  tokenListSchema,
} from '#shared/token.ts';
import {
  type NewUserInput,
  type User,
  type UserChange,
  type UserList,
  userListSchema,
  userSchema,
} from '#shared/user.ts';
import { workerSchema } from '#shared/worker.ts';
import type { Connection } from './connection.ts';
import { ANSWER_MS_MAX, type Answer, HttpClient } from './httpClient.ts';
import { readLines } from './readLines.ts';

const healthSchema = z.object({ ok: z.boolean(), version: z.string() });
const scheduleListSchema = listOf(scheduleSchema);
const workerListSchema = listOf(workerSchema);

export type ControlVerb = 'cancel' | 'retry' | 'pause' | 'resume';

/**
 * Every method throws `ServerAwayError` when nothing answers, `ProblemError` when the server refuses, and
 * `StrangeAnswerError` when what answers isn't Switchyard.
 */
export class ApiClient {
  readonly #http: HttpClient;

  constructor(connection: Connection) {
    this.#http = new HttpClient(connection);
  }

  get url(): string {
    return this.#http.url;
  }

  submitTask(definition: TaskDefinitionInput): Promise<Answer<Task>> {
    return this.#http.call('/tasks', taskSchema, { method: 'POST', body: definition });
  }

  listTasks(query: URLSearchParams): Promise<Answer<TaskList>> {
    return this.#http.call(`/tasks?${query}`, taskListSchema);
  }

  readTask(id: string): Promise<Answer<Task>> {
    return this.#http.call(`/tasks/${id}`, taskSchema);
  }

  controlTask(id: string, verb: ControlVerb): Promise<Answer<Task>> {
    return this.#http.call(`/tasks/${id}/${verb}`, taskSchema, { method: 'POST' });
  }

  listConfirmations(query: URLSearchParams): Promise<Answer<ConfirmationList>> {
    return this.#http.call(`/confirmations?${query}`, confirmationListSchema);
  }

  readConfirmation(id: string): Promise<Answer<Confirmation>> {
    return this.#http.call(`/confirmations/${id}`, confirmationSchema);
  }

  answerConfirmation(id: string, answer: ConfirmationAnswer): Promise<Answer<Confirmation>> {
    return this.#http.call(`/confirmations/${id}/answer`, confirmationSchema, {
      method: 'POST',
      body: answer,
    });
  }

  readLog(id: string, { after, limit }: { after: number; limit: number }): Promise<Answer<LogPage>> {
    return this.#http.call(`/tasks/${id}/logs?after=${after}&limit=${limit}`, logPageSchema);
  }

  /**
   * Opens the log after a line. The lines are JSON, one log line each, and end when the task is over or the server
   * stops; they throw when the connection breaks or nothing comes for `quietMs` (then a DOMException `AbortError`).
   */
  async openLog(id: string, after: number, quietMs: number): Promise<AsyncIterable<string>> {
    const path = `${API_PREFIX}/tasks/${id}/logs?follow=true&after=${after}`;
    const giveUp = new AbortController();
    const late = setTimeout(() => giveUp.abort(new DOMException('late', 'TimeoutError')), ANSWER_MS_MAX);
    const response = await this.#http.send(path, { signal: giveUp.signal }).finally(() => clearTimeout(late));
    if (!response.ok) throw await this.#http.refusal(response);
    return readLines(response, { quietMs, giveUp });
  }

  listSchedules(query: URLSearchParams): Promise<Answer<z.infer<typeof scheduleListSchema>>> {
    return this.#http.call(`/schedules?${query}`, scheduleListSchema);
  }

  createSchedule(schedule: NewScheduleInput): Promise<Answer<Schedule>> {
    return this.#http.call('/schedules', scheduleSchema, { method: 'POST', body: schedule });
  }

  changeSchedule(id: string, change: ScheduleChange): Promise<Answer<Schedule>> {
    return this.#http.call(`/schedules/${encodeURIComponent(id)}`, scheduleSchema, {
      method: 'PATCH',
      body: change,
    });
  }

  deleteSchedule(id: string): Promise<void> {
    return this.#http.delete(`/schedules/${encodeURIComponent(id)}`);
  }

  listAccounts(): Promise<Answer<AccountList>> {
    return this.#http.call('/accounts', accountListSchema);
  }

  changeAccount(id: string, change: AccountChange): Promise<Answer<Account>> {
    return this.#http.call(`/accounts/${encodeURIComponent(id)}`, accountSchema, {
      method: 'PATCH',
      body: change,
    });
  }

  listUsers(): Promise<Answer<UserList>> {
    return this.#http.call('/users?limit=500', userListSchema);
  }

  createUser(user: NewUserInput): Promise<Answer<User>> {
    return this.#http.call('/users', userSchema, { method: 'POST', body: user });
  }

  changeUser(id: string, change: UserChange): Promise<Answer<User>> {
    return this.#http.call(`/users/${encodeURIComponent(id)}`, userSchema, { method: 'PATCH', body: change });
  }

  deleteUser(id: string): Promise<void> {
    return this.#http.delete(`/users/${encodeURIComponent(id)}`);
  }

  listTokens(query: URLSearchParams): Promise<Answer<TokenList>> {
    return this.#http.call(`/tokens?${query}`, tokenListSchema);
  }

  createToken(token: NewToken): Promise<Answer<CreatedToken>> {
    return this.#http.call('/tokens', createdTokenSchema, { method: 'POST', body: token });
  }

  revokeToken(id: string): Promise<void> {
    return this.#http.delete(`/tokens/${encodeURIComponent(id)}`);
  }

  listWorkers(): Promise<Answer<z.infer<typeof workerListSchema>>> {
    return this.#http.call('/workers', workerListSchema);
  }

  readHealth(): Promise<z.infer<typeof healthSchema>> {
    return this.#http.read('/healthz', healthSchema);
  }

  /** Also when it isn't ready, which the server says with a 503. */
  readReadiness(): Promise<Readiness> {
    return this.#http.read('/readyz', readinessSchema);
  }
}
