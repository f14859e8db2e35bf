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

/** Ends when every stream has ended, or was destroyed. */
export async function* mergedOutput(
  streams: Partial<Record<LogStream, Readable>>,
  mask: Mask,
): AsyncGenerator<OutputEvent> {
  const mailbox = new Mailbox<OutputEvent>();
  const readers = Object.entries(streams).map(([name, readable]) =>
    readLines(name as LogStream, readable, new LineSplitter(mask), mailbox),
  );
  void Promise.all(readers).then(() => mailbox.end());
  yield* mailbox.events();
}

async function readLines(
  stream: LogStream,
  readable: Readable,
  splitter: LineSplitter,
  mailbox: Mailbox<OutputEvent>,
): Promise<void> {
  const put = (lines: Lines | undefined) => lines && mailbox.put({ type: 'output', stream, lines });
  try {
    for await (const chunk of readable) await put(splitter.push(chunk as Buffer));
  } catch {
    // It was destroyed: something that can't be ended holds its other side. What was read counts.
  }
  await put(splitter.end());
}
