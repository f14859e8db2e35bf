/** Lines as they travel: some lines of one stream, read at one moment, joined by newlines. */
import type { LogLine, LogStream } from '#shared/logs.ts';

export interface LogSegment {
  /** Of the first line. */
  seq: number;
  /** Of lines. */
  count: number;
  /** Unix time in milliseconds. */
  at: number;
  run: number;
  stream: LogStream;
  /** Without a newline at the end. */
  text: string;
}

export function lastSeq(segment: LogSegment): number {
  return segment.seq + segment.count - 1;
}

/** The segment's lines with a seq above `after`, up to `limit` of them. */
export function segmentLines(segment: LogSegment, after: number, limit: number): LogLine[] {
  const at = new Date(segment.at).toISOString();
  const texts = segment.text.split('\n');
  const skip = Math.max(0, after + 1 - segment.seq);
  return texts.slice(skip, skip + limit).map((text, index) => ({
    seq: segment.seq + skip + index,
    at,
    run: segment.run,
    stream: segment.stream,
    text,
  }));
}
