/** Looks for a text in a whole log, on the server. */
import type { LogLine } from '#shared/logs.ts';
import type { RestClient } from './restClient.ts';

export interface SearchWanted {
  text: string;
  /** So many hits at most. */
  limit: number;
  /** Asked between two pieces of the log: true ends the search. */
  isCancelled: () => boolean;
}

/** @returns the first hits, in the order of the log. */
export async function searchWholeLog(
  client: Pick<RestClient, 'searchLog'>,
  taskId: string,
  { text, limit, isCancelled }: SearchWanted,
): Promise<LogLine[]> {
  const hits: LogLine[] = [];
  for (let after = -1, next = 0; next > after && hits.length < limit && !isCancelled(); ) {
    after = next;
    const page = await client.searchLog(taskId, text, after, limit - hits.length);
    hits.push(...page.lines);
    next = page.next_after;
  }
  return hits;
}
