/** One question to the server and its answer, over HTTP: checked, or one of the errors of apiError.ts. */
import type { z } from 'zod';
import { API_PREFIX } from '#shared/api.ts';
import { problemSchema } from '#shared/problem.ts';
import { ProblemError, ServerAwayError, StrangeAnswerError } from './apiError.ts';

/** A server that says nothing for so long is away. */
const ANSWER_MS_MAX = 20_000;

export interface ServerAccess {
  /** Without a slash at its end. */
  url: string;
  token: string;
}

/** Is told what time the server says that it is. */
export interface LearningClock {
  learn(told: string | null, sentAt: number): void;
}

export class ServerExchange {
  readonly #access: ServerAccess;
  readonly #clock: LearningClock | undefined;

  constructor(access: ServerAccess, clock: LearningClock | undefined) {
    this.#access = access;
    this.#clock = clock;
  }

  /** @param path within the API. */
  async read<T>(schema: z.ZodType<T>, method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.#send(method, path, body, AbortSignal.timeout(ANSWER_MS_MAX));
    const parsed = schema.safeParse(await this.#json(response));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new StrangeAnswerError(this.#access.url, `${path}: ${issue?.path.join('.')}: ${issue?.message}`);
  }

  /**
   * Without the token, and whatever status the answer has.
   * @param path from the root.
   */
  async readAnyStatus<T>(schema: z.ZodType<T>, path: string): Promise<T> {
    const { url } = this.#access;
    const signal = AbortSignal.timeout(ANSWER_MS_MAX);
    const response = await fetch(`${url}${path}`, { signal, redirect: 'error' }).catch((error) => {
      throw new ServerAwayError(url, error);
    });
    const parsed = schema.safeParse(await this.#json(response));
    if (parsed.success) return parsed.data;
    throw new StrangeAnswerError(url, `${path} doesn’t tell how it is`);
  }

  /** The answer as it comes. @param signal ends it: nothing else does. */
  async stream(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#send('GET', path, undefined, signal);
    if (!response.body) throw new StrangeAnswerError(this.#access.url, 'a log without a body');
    return response.body as ReadableStream<Uint8Array>;
  }

  async #send(method: string, path: string, body: unknown, signal: AbortSignal): Promise<Response> {
    const { url, token } = this.#access;
    const sentAt = Date.now();
    const response = await fetch(`${url}${API_PREFIX}${path}`, {
      method,
      signal,
      redirect: 'error',
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error) => {
      throw new ServerAwayError(url, error);
    });
    this.#clock?.learn(response.headers.get('date'), sentAt);
    if (response.ok) return response;
    const problem = problemSchema.safeParse(await this.#json(response));
    if (problem.success) throw new ProblemError(problem.data);
    throw new StrangeAnswerError(url, `it answers ${response.status} without saying why`);
  }

  async #json(response: Response): Promise<unknown> {
    const text = await response.text().catch((error) => {
      throw new ServerAwayError(this.#access.url, error);
    });
    try {
      return JSON.parse(text);
    } catch {
      throw new StrangeAnswerError(this.#access.url, 'its answer is not JSON');
    }
  }
}
