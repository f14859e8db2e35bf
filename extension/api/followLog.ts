/** A task's log as it grows, across restarts of the server. */
import { setTimeout as delay } from 'node:timers/promises';
import { type LogLine, logLineSchema } from '#shared/logs.ts';
import { mayPass, ServerAwayError, StrangeAnswerError } from './apiError.ts';
import { backoffMs } from './backoff.ts';
import type { RestClient } from './restClient.ts';

/** A stream that says nothing for so long is opened anew: the connection may be dead without anyone noticing. */
const QUIET_MS = 60_000;

export interface FollowLogOptions {
  /** The seq of the last line that isn't wanted again; 0 for all. */
  after: number;
  /** Ends it. */
  signal: AbortSignal;
  /** The server went away; it is waited for. Called once for each absence. */
  onAway?: (error: unknown) => void;
}

/**
 * Yields lines in batches as they come, each once and in order, and ends when the task is over. Reads on only when a
 * batch has been taken: a slow reader costs no memory.
 * @throws an error of apiError.ts that waiting doesn't mend, such as an unknown task.
 */
export async function* followLog(
  client: RestClient,
  taskId: string,
  { after, signal, onAway }: FollowLogOptions,
): AsyncGenerator<LogLine[]> {
  let last = after;
  let attempt = 0;
  while (!signal.aborted) {
    try {
      for await (const lines of streamLines(client, taskId, last, signal)) {
        attempt = 0;
        const news = lines.filter(({ seq }) => seq > last);
        last = news.at(-1)?.seq ?? last;
        if (news.length > 0) yield news;
      }
      // A clean end is no proof: a server that stops in good order ends its answers, too.
      const page = await client.readLog(taskId, last, 1);
      if (page.complete && page.lines.length === 0) return;
    } catch (error) {
      if (signal.aborted) return;
      if (!mayPass(error)) throw error;
      attempt += 1;
      if (attempt === 1) onAway?.(error);
    }
    await delay(backoffMs(attempt + 1), undefined, { signal }).catch(() => {});
  }
}

/** The lines of one connection. Ends quietly when it says nothing for too long. */
async function* streamLines(
  client: RestClient,
  taskId: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<LogLine[]> {
  const quiet = new AbortController();
  const { url } = client.access;
  const body = await client.openLog(taskId, after, AbortSignal.any([signal, quiet.signal]));
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const timer = setTimeout(() => quiet.abort(), QUIET_MS);
      const { value, done } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      const parts = (rest + value).split('\n');
      rest = parts.pop() ?? '';
      yield parts.map((text) => readLine(url, text));
    }
  } catch (error) {
    if (quiet.signal.aborted) return;
    throw error instanceof StrangeAnswerError ? error : new ServerAwayError(url, error);
  } finally {
    quiet.abort();
    await reader.cancel().catch(() => {});
  }
}

function readLine(url: string, text: string): LogLine {
  try {
    return logLineSchema.parse(JSON.parse(text));
  } catch {
    throw new StrangeAnswerError(url, 'a line of a log is not as it should be');
  }
}
