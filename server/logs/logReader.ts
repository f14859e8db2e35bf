/** A task's lines, durable and live ones joined without gap or repeat. */
import type { LogLine } from '#shared/logs.ts';
import type { LiveLog } from './liveLog.ts';
import type { LogChunk, LogStorage } from './logStorage.ts';
import { type LogSegment, lastSeq, segmentLines } from './segment.ts';

const CHUNKS_REMEMBERED = 8;

export class LogReader {
  readonly #live: LiveLog;
  readonly #storage: LogStorage;
  /** Chunks never change; a reader that goes page by page comes back to the same one. */
  readonly #remembered = new Map<string, LogSegment[]>();

  constructor(live: LiveLog, storage: LogStorage) {
    this.#live = live;
    this.#storage = storage;
  }

  /** Up to `limit` lines with a seq above `after`. Empty: there are none now. */
  async read(taskId: string, after: number, limit: number): Promise<LogLine[]> {
    const lines: LogLine[] = [];
    while (lines.length < limit) {
      const from = lines.at(-1)?.seq ?? after;
      const more = await this.#readSome(taskId, from, limit - lines.length);
      if (more.length === 0) break;
      lines.push(...more);
    }
    return lines;
  }

  async #readSome(taskId: string, after: number, limit: number): Promise<LogLine[]> {
    const stored = await this.#readStored(taskId, after, limit);
    if (stored.length > 0) return stored;
    const live = await this.#live.readFrom(taskId, after + 1);
    const [first] = live;
    // A chunk may have become durable, and left Redis, between the two looks; or Redis lost what came before.
    if (!first || first.seq > after + 1) {
      const again = await this.#readStored(taskId, after, limit);
      if (again.length > 0) return again;
    }
    return linesOf(live, after, limit);
  }

  async #readStored(taskId: string, after: number, limit: number): Promise<LogLine[]> {
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

function linesOf(segments: readonly LogSegment[], after: number, limit: number): LogLine[] {
  const lines: LogLine[] = [];
  let from = after;
  for (const segment of segments) {
    if (lines.length >= limit) break;
    if (lastSeq(segment) <= from) continue;
    const some = segmentLines(segment, from, limit - lines.length);
    lines.push(...some);
    from = lines.at(-1)?.seq ?? from;
  }
  return lines;
}
