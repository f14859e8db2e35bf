/** The outputs of a process as one sequence of events, read only as fast as it is taken. */
import type { Readable } from 'node:stream';
import type { LogStream } from '#shared/logs.ts';
import { LineSplitter, type Lines } from '../../logs/lineSplitter.ts';
import type { Mask } from '../../logs/mask.ts';
import { Mailbox } from '../mailbox.ts';

export interface OutputEvent {
  type: 'output';
  stream: LogStream;
  lines: Lines;
}

/**
 * Ends when every stream has ended, or was destroyed.
 * @param onChunk told of what comes, as it comes.
 * @param mailbox for events of others, among those of the streams.
 */
export async function* mergedOutput<E = never>(
  streams: Partial<Record<LogStream, Readable | null>>,
  mask: Mask,
  onChunk: (chunk: Buffer) => void = () => {},
  mailbox: Mailbox<OutputEvent | E> = new Mailbox<OutputEvent | E>(),
): AsyncGenerator<OutputEvent | E> {
  const readers = Object.entries(streams).map(async ([name, readable]) => {
    if (readable)
      await readLines(name as LogStream, tapped(readable, onChunk), new LineSplitter(mask), mailbox);
  });
  void Promise.all(readers).then(() => mailbox.end());
  yield* mailbox.events();
}

async function* tapped(readable: Readable, onChunk: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const chunk of readable) {
    onChunk(chunk as Buffer);
    yield chunk as Buffer;
  }
}

async function readLines(
  stream: LogStream,
  readable: AsyncIterable<Buffer>,
  splitter: LineSplitter,
  mailbox: Pick<Mailbox<OutputEvent>, 'put'>,
): Promise<void> {
  const put = (lines: Lines | undefined) => lines && mailbox.put({ type: 'output', stream, lines });
  try {
    for await (const chunk of readable) await put(splitter.push(chunk));
  } catch {
    // It was destroyed: something that can't be ended holds its other side. What was read counts.
  }
  await put(splitter.end());
}
