/** Where a log's last lines begin. The API reads forward from a line, so the end is found by halving. */
import type { RestClient } from './restClient.ts';

/**
 * The seq after which roughly the last `wanted` lines come (never more than that when the log stands still). A log of
 * a million lines takes some fifteen small requests.
 */
export async function findTail(
  client: Pick<RestClient, 'readLog'>,
  taskId: string,
  wanted: number,
): Promise<number> {
  const hasLinesAfter = async (seq: number) => (await client.readLog(taskId, seq, 1)).lines.length > 0;
  let low = 0;
  let step = wanted;
  while (await hasLinesAfter(low + step)) {
    low += step;
    step *= 2;
  }
  let high = low + step;
  while (low > 0 && high - low > wanted / 4) {
    const middle = Math.floor((low + high) / 2);
    if (await hasLinesAfter(middle)) low = middle;
    else high = middle;
  }
  return Math.max(0, high - wanted);
}
