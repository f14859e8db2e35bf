/** The two outputs of a process as one sequence of events, read only as fast as it is taken. */
import type { Readable } from 'node:stream';
import type { LogStream } from '#shared/logs.ts';
import { LineSplitter, type Lines } from '../../logs/lineSplitter.ts';

export interface OutputEvent {
  type: 'output';
  stream: LogStream;
  lines: Lines;
}

/** Ends when both streams have ended. */
export async function* mergedOutput(
  streams: Partial<Record<LogStream, Readable>>,
): AsyncGenerator<OutputEvent> {
  const readers = new Map<LogStream, AsyncGenerator<OutputEvent>>();
  const next = new Map<LogStream, Promise<{ stream: LogStream; result: IteratorResult<OutputEvent> }>>();
  const ask = (stream: LogStream, reader: AsyncGenerator<OutputEvent>) =>
    next.set(
      stream,
      reader.next().then((result) => ({ stream, result })),
    );
  for (const [name, readable] of Object.entries(streams)) {
    const reader = linesOf(name as LogStream, readable);
    readers.set(name as LogStream, reader);
    ask(name as LogStream, reader);
  }
  while (next.size > 0) {
    const { stream, result } = await Promise.race(next.values());
    const reader = readers.get(stream);
    if (result.done || !reader) {
      next.delete(stream);
      continue;
    }
    ask(stream, reader);
    yield result.value;
  }
}

async function* linesOf(stream: LogStream, readable: Readable): AsyncGenerator<OutputEvent> {
  const splitter = new LineSplitter();
  for await (const chunk of readable) {
    const lines = splitter.push(chunk as Buffer);
    if (lines) yield { type: 'output', stream, lines };
  }
  const rest = splitter.end();
  if (rest) yield { type: 'output', stream, lines: rest };
}
