/** A task's log as it grows, across restarts of the server. */
import { setTimeout as delay } from 'node:timers/promises';
import { type LogLine, logLineSchema } from '#shared/logs.ts';
import type { ApiClient } from './apiClient.ts';
import { ProblemError, ServerAwayError, StrangeAnswerError } from './cliErrors.ts';

/** A connection that says nothing for so long is opened anew: it may be dead, and fetch itself gives up at 300 s. */
const QUIET_MS = 60_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;

export interface FollowLogOptions {
  /** The seq of the last line that isn't wanted again; 0 for all. */
  after: number;
  /** The server went away, or came back after that. */
  onAway(error: unknown): void;
  onBack(): void;
}

export interface FollowedLine {
  line: LogLine;
  /** As the server sent it. */
  json: string;
}

/**
 * Yields each line once, in order, and ends when the task is over. Once it had the server, it waits for it to come back.
 * @throws what {@link ApiClient} throws, but for a server that went away in between.
 */
export async function* followLog(
  client: ApiClient,
  taskId: string,
  { after, onAway, onBack }: FollowLogOptions,
): AsyncGenerator<FollowedLine> {
  let last = after;
  let had = false;
  let waitMs = 0;
  for (;;) {
    try {
      const lines = await client.openLog(taskId, last, QUIET_MS);
      if (waitMs > 0) onBack();
      had = true;
      waitMs = 0;
      for await (const json of lines) {
        const line = readLine(client, json);
        if (line.seq <= last) continue;
        last = line.seq;
        yield { line, json };
      }
      if (await isComplete(client, taskId, last)) return;
      throw new ServerAwayError(client.url, 'it stopped');
    } catch (error) {
      if ((error as Error).name === 'AbortError') continue;
      if (!had || !mayPass(error)) throw error;
      if (waitMs === 0) onAway(error);
      waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2 || FIRST_WAIT_MS);
      await delay(waitMs);
    }
  }
}

/** A clean end is no proof: a server that stops in good order ends its answers, too. */
async function isComplete(client: ApiClient, taskId: string, after: number): Promise<boolean> {
  const page = (await client.readLog(taskId, { after, limit: 1 })).read();
  return page.complete && page.lines.length === 0;
}

function mayPass(error: unknown): boolean {
  if (error instanceof ProblemError) return error.problem.status >= 500 || error.problem.status === 429;
  return error instanceof ServerAwayError;
}

function readLine(client: ApiClient, json: string): LogLine {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new StrangeAnswerError(client.url, 'a line of the log is not JSON');
  }
  const parsed = logLineSchema.safeParse(value);
  if (!parsed.success) throw new StrangeAnswerError(client.url, 'a line of the log is not as it should be');
  return parsed.data;
}
