import type { LogLine } from '#shared/logs.ts';
import type { ApiClient } from './apiClient.ts';
import type { FollowedLine } from './followLog.ts';

const PAGE_LINES = 5000;

/** All lines that there are now after a seq, page by page. */
export async function* readWholeLog(
  client: ApiClient,
  taskId: string,
  after: number,
): AsyncGenerator<FollowedLine> {
  for (let last = after; ; ) {
    const answer = await client.readLog(taskId, { after: last, limit: PAGE_LINES });
    const { lines, complete } = answer.read();
    // The lines as they came, with what a newer server may have added to them.
    const raw = (JSON.parse(answer.text) as { lines: LogLine[] }).lines;
    for (const [at, line] of lines.entries()) yield { line, json: JSON.stringify(raw[at]) };
    const end = lines.at(-1);
    if (!end || complete) return;
    last = end.seq;
  }
}
