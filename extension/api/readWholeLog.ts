/** A whole log from its first line, a page at a time: what is held is one page. */

import { t } from '#shared/l10n.ts';
import type { LogLine } from '#shared/logs.ts';
import type { RestClient } from './restClient.ts';

/** Few enough that a page of long lines stays small. */
const PAGE_LINES = 1000;

/**
 * @param last the seq of the last line wanted; what came after it is left out.
 * @throws an error of apiError.ts, or Error in plain words when lines are gone.
 */
export async function* readWholeLog(
  client: Pick<RestClient, 'readLog'>,
  taskId: string,
  last: number,
): AsyncGenerator<LogLine[]> {
  for (let after = 0; after < last; ) {
    const { lines } = await client.readLog(taskId, after, Math.min(PAGE_LINES, last - after));
    const end = lines.at(-1);
    if (!end) throw new Error(t('The log ended before its last line: it was cleaned up meanwhile.'));
    yield lines.filter(({ seq }) => seq <= last);
    after = end.seq;
  }
}
