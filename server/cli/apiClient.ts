/** The REST API as the command line uses it. What comes back is parsed with the schemas that the server answers by. */
import { z } from 'zod';
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
import { problemSchema } from '#shared/problem.ts';
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
import { ProblemError, ServerAwayError, StrangeAnswerError } from './cliErrors.ts';
import type { Connection } from './connection.ts';
import { readLines } from './readLines.ts';

/** The server's own limits are seconds; beyond this it hangs. */
const ANSWER_MS_MAX = 30_000;

const healthSchema = z.object({ ok: z.boolean(), version: z.string() });
const scheduleListSchema = listOf(scheduleSchema);
const workerListSchema = listOf(workerSchema);

export type ControlVerb = 'cancel' | 'retry' | 'pause' | 'resume';

/** An answer twice: as it came, for `--json`, and understood. */
export interface Answer<T> {
  text: string;
  /** @throws {StrangeAnswerError} */
  read(): T;
}

interface Sent {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal;
}

/**
 * Every method throws {@link ServerAwayError} when nothing answers, {@link ProblemError} when the server refuses, and
 * {@link StrangeAnswerError} when what answers isn't Switchyard.
 */
export class ApiClient {
  readonly url: string;
  readonly #token: string | undefined;

  constructor(connection: Connection) {
    this.url = connection.url;
    this.#token = connection.token;
  }

  submitTask(definition: TaskDefinitionInput): Promise<Answer<Task>> {
    return this.#call('/tasks', taskSchema, { method: 'POST', body: definition });
  }

  listTasks(query: URLSearchParams): Promise<Answer<TaskList>> {
    return this.#call(`/tasks?${query}`, taskListSchema);
  }

  readTask(id: string): Promise<Answer<Task>> {
    return this.#call(`/tasks/${id}`, taskSchema);
  }

  controlTask(id: string, verb: ControlVerb): Promise<Answer<Task>> {
    return this.#call(`/tasks/${id}/${verb}`, taskSchema, { method: 'POST' });
  }

  listConfirmations(query: URLSearchParams): Promise<Answer<ConfirmationList>> {
    return this.#call(`/confirmations?${query}`, confirmationListSchema);
  }

  readConfirmation(id: string): Promise<Answer<Confirmation>> {
    return this.#call(`/confirmations/${id}`, confirmationSchema);
  }

  answerConfirmation(id: string, answer: ConfirmationAnswer): Promise<Answer<Confirmation>> {
    return this.#call(`/confirmations/${id}/answer`, confirmationSchema, { method: 'POST', body: answer });
  }

  readLog(id: string, { after, limit }: { after: number; limit: number }): Promise<Answer<LogPage>> {
    return this.#call(`/tasks/${id}/logs?after=${after}&limit=${limit}`, logPageSchema);
  }

  /**
   * Opens the log after a line. The lines are JSON, one log line each, and end when the task is over or the server
   * stops; they throw when the connection breaks or nothing comes for `quietMs` (then a DOMException `AbortError`).
   */
  async openLog(id: string, after: number, quietMs: number): Promise<AsyncIterable<string>> {
    const path = `${API_PREFIX}/tasks/${id}/logs?follow=true&after=${after}`;
    const giveUp = new AbortController();
    const late = setTimeout(() => giveUp.abort(new DOMException('late', 'TimeoutError')), ANSWER_MS_MAX);
    const response = await this.#send(path, { signal: giveUp.signal }).finally(() => clearTimeout(late));
    if (!response.ok) throw await this.#refusal(response);
    return readLines(response, { quietMs, giveUp });
  }

  listSchedules(query: URLSearchParams): Promise<Answer<z.infer<typeof scheduleListSchema>>> {
    return this.#call(`/schedules?${query}`, scheduleListSchema);
  }

  createSchedule(schedule: NewScheduleInput): Promise<Answer<Schedule>> {
    return this.#call('/schedules', scheduleSchema, { method: 'POST', body: schedule });
  }

  changeSchedule(id: string, change: ScheduleChange): Promise<Answer<Schedule>> {
    return this.#call(`/schedules/${encodeURIComponent(id)}`, scheduleSchema, {
      method: 'PATCH',
      body: change,
    });
  }

  deleteSchedule(id: string): Promise<void> {
    return this.#delete(`/schedules/${encodeURIComponent(id)}`);
  }

  listUsers(): Promise<Answer<UserList>> {
    return this.#call('/users?limit=500', userListSchema);
  }

  createUser(user: NewUserInput): Promise<Answer<User>> {
    return this.#call('/users', userSchema, { method: 'POST', body: user });
  }

  changeUser(id: string, change: UserChange): Promise<Answer<User>> {
    return this.#call(`/users/${encodeURIComponent(id)}`, userSchema, { method: 'PATCH', body: change });
  }

  deleteUser(id: string): Promise<void> {
    return this.#delete(`/users/${encodeURIComponent(id)}`);
  }

  listTokens(query: URLSearchParams): Promise<Answer<TokenList>> {
    return this.#call(`/tokens?${query}`, tokenListSchema);
  }

  createToken(token: NewToken): Promise<Answer<CreatedToken>> {
    return this.#call('/tokens', createdTokenSchema, { method: 'POST', body: token });
  }

  revokeToken(id: string): Promise<void> {
    return this.#delete(`/tokens/${encodeURIComponent(id)}`);
  }

  listWorkers(): Promise<Answer<z.infer<typeof workerListSchema>>> {
    return this.#call('/workers', workerListSchema);
  }

  async readHealth(): Promise<z.infer<typeof healthSchema>> {
    const response = await this.#send('/healthz');
    return this.#answer(await this.#textOf(response), healthSchema).read();
  }

  /** Also when it isn't ready, which the server says with a 503. */
  async readReadiness(): Promise<Readiness> {
    const response = await this.#send('/readyz');
    return this.#answer(await this.#textOf(response), readinessSchema).read();
  }

  async #call<T>(path: string, schema: z.ZodType<T>, sent: Sent = {}): Promise<Answer<T>> {
    const response = await this.#send(`${API_PREFIX}${path}`, sent);
    if (!response.ok) throw await this.#refusal(response);
    return this.#answer(await this.#textOf(response), schema);
  }

  async #delete(path: string): Promise<void> {
    const response = await this.#send(`${API_PREFIX}${path}`, { method: 'DELETE' });
    if (!response.ok) throw await this.#refusal(response);
  }

  async #send(path: string, { method = 'GET', body, signal }: Sent = {}): Promise<Response> {
    const headers: Record<string, string> = {};
    if (this.#token !== undefined) headers.authorization = `Bearer ${this.#token}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    try {
      return await fetch(`${this.url}${path}`, {
        method,
        headers,
        signal: signal ?? AbortSignal.timeout(ANSWER_MS_MAX),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      throw new ServerAwayError(this.url, error);
    }
  }

  async #textOf(response: Response): Promise<string> {
    try {
      return await response.text();
    } catch (error) {
      throw new ServerAwayError(this.url, error);
    }
  }

  #answer<T>(text: string, schema: z.ZodType<T>): Answer<T> {
    const json = this.#parseJson(text);
    return {
      text,
      read: () => {
        const parsed = schema.safeParse(json);
        if (parsed.success) return parsed.data;
        throw new StrangeAnswerError(this.url, z.prettifyError(parsed.error));
      },
    };
  }

  #parseJson(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw new StrangeAnswerError(this.url, 'it is not JSON');
    }
  }

  async #refusal(response: Response): Promise<Error> {
    const text = await this.#textOf(response);
    if (/json/.test(response.headers.get('content-type') ?? '')) {
      const problem = problemSchema.safeParse(this.#parseJson(text));
      if (problem.success) return new ProblemError(problem.data, text);
    }
    // A gateway in between says so when the server behind it is away.
    if (response.status >= 500) return new ServerAwayError(this.url, `status ${response.status}`);
    return new StrangeAnswerError(this.url, `status ${response.status}`);
  }
}
