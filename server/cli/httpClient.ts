/** HTTP as the command line speaks it: with a token, a time limit, and every failure in words. */
import { z } from 'zod';
import { API_PREFIX } from '#shared/api.ts';
import { problemSchema } from '#shared/problem.ts';
import { ProblemError, ServerAwayError, StrangeAnswerError } from './cliErrors.ts';
import type { Connection } from './connection.ts';

/** The server's own limits are seconds; beyond this it hangs. */
export const ANSWER_MS_MAX = 30_000;

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

/** Throws as `ApiClient` says. */
export class HttpClient {
  readonly url: string;
  readonly #token: string | undefined;

  constructor({ url, token }: Connection) {
    this.url = url;
    this.#token = token;
  }

  /** @param path behind the API's prefix. */
  async call<T>(path: string, schema: z.ZodType<T>, sent: Sent = {}): Promise<Answer<T>> {
    const response = await this.send(`${API_PREFIX}${path}`, sent);
    if (!response.ok) throw await this.refusal(response);
    return this.#answer(await this.#textOf(response), schema);
  }

  /** @param path behind the API's prefix. */
  async delete(path: string): Promise<void> {
    const response = await this.send(`${API_PREFIX}${path}`, { method: 'DELETE' });
    if (!response.ok) throw await this.refusal(response);
  }

  /** Whatever the status; the path is from the server's root. */
  async send(path: string, { method = 'GET', body, signal }: Sent = {}): Promise<Response> {
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

  /** Whatever the status. @param path from the server's root. */
  async read<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    return this.#answer(await this.#textOf(await this.send(path)), schema).read();
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

  /** What an answer that isn't one means. */
  async refusal(response: Response): Promise<Error> {
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
