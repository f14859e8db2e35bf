/** The beginning of what a Claude run said in its own format. */
import { t } from '#shared/l10n.ts';
import { ServerAwayError } from './apiError.ts';
import type { RestClient } from './restClient.ts';

/** The editor holds it all. */
const RAW_CHARS_MAX = 10_000_000;

/**
 * @returns whole lines of NDJSON, and a note where the rest is left out; empty when there is nothing.
 * @throws an error of apiError.ts.
 */
export async function readRawLog(
  client: Pick<RestClient, 'openRawLog' | 'access'>,
  taskId: string,
  charsMax = RAW_CHARS_MAX,
): Promise<string> {
  const stop = new AbortController();
  const body = await client.openRawLog(taskId, stop.signal);
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return text;
      text += value;
      if (text.length > charsMax) break;
    }
  } catch (error) {
    throw new ServerAwayError(client.access.url, error);
  } finally {
    stop.abort();
    await reader.cancel().catch(() => {});
  }
  const whole = text.slice(0, text.lastIndexOf('\n', charsMax) + 1);
  return `${whole}… ${t('What follows is too much for the editor.')}\n`;
}
