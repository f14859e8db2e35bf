/** A task's lines, durable and live ones joined without gap or repeat. */
import type { LogLine } from '#shared/logs.ts';
import type { LiveLog } from './liveLog.ts';
import type { LogChunk, LogStorage } from './logStorage.ts';
import { type LogSegment, lastSeq, segmentLines } from './segment.ts';

const CHUNKS_REMEMBERED = 8;
const PAGE_CHARS_MAX = 4 * 1024 * 1024;

export class LogReader {
  readonly #live: LiveLog;
  readonly #storage: LogStorage;
  /** Chunks never change; a reader that goes page by page comes back to the same one. */
  readonly #remembered = new Map<string, LogSegment[]>();

  constructor(live: LiveLog, storage: LogStorage) {
    this.#live = live;
    this.#storage = storage;
  }

  /**
   * Up to `limit` lines with a seq above `after`, and not much more than 4 MiB of text. Empty: there are none now.
   */
  async read(taskId: string, after: number, limit: number): Promise<LogLine[]> {
    const lines: LogLine[] = [];
    let chars = 0;
    while (lines.length < limit && chars < PAGE_CHARS_MAX) {
      const from = lines.at(-1)?.seq ?? after;
      const more = await this.#readSome(taskId, from, {
        lines: limit - lines.length,
        chars: PAGE_CHARS_MAX - chars,
      });
      if (more.length === 0) break;
      for (const line of more) {
        lines.push(line);
        chars += line.text.length;
      }
    }
    return lines;
  }

  /** The seq of the last line that there is now; 0 if there is none. */
  async lastSeq(taskId: string): Promise<number> {
    const live = await this.#live.lastSeq(taskId).catch(() => 0);
    const stored = (await this.#storage.list(taskId)).at(-1)?.last ?? 0;
    return Math.max(live, stored);
  }

  async #readSome(taskId: string, after: number, limit: PageLimit): Promise<LogLine[]> {
    const stored = await this.#readStored(taskId, after, limit);
    if (stored.length > 0) return stored;
    const live = await this.#live.readFrom(taskId, after + 1).catch(() => []);
    if (live[0] && live[0].seq <= after + 1) return linesOf(live, after, limit);
    // The chunk became durable, and left Redis, between the two looks. If not, lines are missing in between: Redis
    // was away or emptied, and they come with the next chunk. Nothing is jumped over.
    return this.#readStored(taskId, after, limit);
  }

  async #readStored(taskId: string, after: number, limit: PageLimit): Promise<LogLine[]> {
    const chunks = await this.#storage.list(taskId);
    const chunk = chunks.find(({ last }) => last > after);
    return chunk ? linesOf(await this.#chunk(taskId, chunk), after, limit) : [];
  }

  async #chunk(taskId: string, chunk: LogChunk): Promise<LogSegment[]> {
    const key = `${taskId}/${chunk.first}-${chunk.last}`;
    const known = this.#remembered.get(key);
    if (known) return known;
    const segments = await this.#storage.read(taskId, chunk);
    this.#remembered.set(key, segments);
    if (this.#remembered.size > CHUNKS_REMEMBERED) {
      const [oldest] = this.#remembered.keys();
      if (oldest !== undefined) this.#remembered.delete(oldest);
    }
    return segments;
  }
}

interface PageLimit {
  lines: number;
  /** Of text; passed by at most one segment. */
  chars: number;
}

function linesOf(segments: readonly LogSegment[], after: number, limit: PageLimit): LogLine[] {
  const lines: LogLine[] = [];
  let chars = 0;
  for (const segment of segments) {
    if (lines.length >= limit.lines || chars >= limit.chars) break;
    if (lastSeq(segment) <= after) continue;
    for (const line of segmentLines(segment, after, limit.lines - lines.length)) lines.push(line);
    chars += segment.text.length;
  }
  return lines;
}
