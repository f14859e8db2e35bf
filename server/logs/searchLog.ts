/** Lines of a log that hold a text: a bounded piece of it at a time. */
import type { LogLine } from '#shared/logs.ts';
import type { LogReader } from './logReader.ts';

const LINES_AT_ONCE = 10_000;
/** One request looks through this much at most; the next one goes on. */
const CHARS_MAX = 32 * 1024 * 1024;
const LINES_MAX = 500_000;

export interface FoundLines {
  lines: LogLine[];
  /** Everything up to this line was looked through. */
  nextAfter: number;
}

/** @param text literal; upper and lower case are alike. */
export async function searchLog(
  reader: Pick<LogReader, 'read'>,
  taskId: string,
  { text, after, limit }: { text: string; after: number; limit: number },
): Promise<FoundLines> {
  const wanted = text.toLowerCase();
  const lines: LogLine[] = [];
  let nextAfter = after;
  for (let seen = 0, chars = 0; seen < LINES_MAX && chars < CHARS_MAX; ) {
    const page = await reader.read(taskId, nextAfter, LINES_AT_ONCE);
    if (page.length === 0) break;
    for (const line of page) {
      nextAfter = line.seq;
      chars += line.text.length;
      if (line.text.toLowerCase().includes(wanted)) lines.push(line);
      if (lines.length >= limit) return { lines, nextAfter };
    }
    seen += page.length;
  }
  return { lines, nextAfter };
}
