/** The API as a test uses it: plain HTTP, answers as they are. */
import type { TaskList } from '../../shared/api.ts';
import type { LogLine, LogPage } from '../../shared/logs.ts';
import type { Problem } from '../../shared/problem.ts';
import type { Task } from '../../shared/task.ts';
import type { TaskDefinitionInput } from '../../shared/taskDefinition.ts';
import type { TaskState } from '../../shared/taskState.ts';
import { eventually } from './eventually.ts';

export interface Answer<T> {
  status: number;
  body: T;
  headers: Headers;
}

export class ApiClient {
  readonly url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.url = url;
    this.#token = token;
  }

  async request<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson =
      /json/.test(answer.headers.get('content-type') ?? '') &&
      !/ndjson/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, body: (isJson ? JSON.parse(text) : text) as T, headers: answer.headers };
  }

  /** Submits and expects 201. Runs `node -e script` where a script is given. */
  async submit(task: Partial<TaskDefinitionInput> & { script?: string }): Promise<Task> {
    const { script, ...rest } = task;
    const command = script === undefined ? {} : { command: process.execPath, args: ['-e', script] };
    const definition = { name: 'test', project_id: 'default', max_retries: 0, ...command, ...rest };
    const { status, body } = await this.request<Task>('POST', '/tasks', definition);
    if (status !== 201) throw new Error(`submit answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  async problem(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Problem & { type_header: string | null }> {
    const answer = await this.request<Problem>(method, path, body);
    return { ...answer.body, type_header: answer.headers.get('content-type') } as never;
  }

  async task(id: string): Promise<Task> {
    const { status, body } = await this.request<Task>('GET', `/tasks/${id}`);
    if (status !== 200) throw new Error(`task ${id}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  async list(query = ''): Promise<TaskList> {
    return (await this.request<TaskList>('GET', `/tasks?${query}`)).body;
  }

  cancel(id: string): Promise<Answer<Task>> {
    return this.request<Task>('POST', `/tasks/${id}/cancel`);
  }

  /** Waits until the task is in one of the states. */
  async reaches(id: string, states: TaskState | TaskState[], timeoutMs = 30_000): Promise<Task> {
    const wanted = [states].flat();
    return eventually(
      async () => {
        const task = await this.task(id);
        if (!wanted.includes(task.status)) {
          throw new Error(
            `task ${id} is ${task.status}, not ${wanted.join(' or ')}: ${JSON.stringify(task.history)}`,
          );
        }
        return task;
      },
      { timeoutMs },
    );
  }

  /** As `reaches`, while the server's stores may be away. */
  async reachesDespiteErrors(id: string, state: TaskState, timeoutMs = 30_000): Promise<Task> {
    return eventually(async () => this.reaches(id, state, 0), { timeoutMs });
  }

  async logPage(id: string, query = ''): Promise<LogPage> {
    return (await this.request<LogPage>('GET', `/tasks/${id}/logs?${query}`)).body;
  }

  /** Every line, page by page. */
  async allLines(id: string): Promise<LogLine[]> {
    const lines: LogLine[] = [];
    for (;;) {
      const page = await this.logPage(id, `limit=10000&after=${lines.at(-1)?.seq ?? 0}`);
      lines.push(...page.lines);
      if (page.lines.length === 0) return lines;
    }
  }
}
