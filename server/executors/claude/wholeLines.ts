import type { Readable } from 'node:stream';

/** A message of the CLI is a line, with files that it read. More than this is no message. */
const LINE_CHARS_MAX = 64 * 1024 * 1024;

export class LineTooLong extends Error {
  constructor() {
    super(`it printed a line of more than ${LINE_CHARS_MAX} characters`);
  }
}

/**
 * The lines of a stream, however long they are within reason. Ends with the stream, or its closing.
 * @throws {LineTooLong}
 */
export async function* wholeLines(stream: Readable): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let pieces: string[] = [];
  let chars = 0;
  try {
    for await (const chunk of stream) {
      const [first = '', ...others] = decoder.decode(chunk as Buffer, { stream: true }).split('\n');
      pieces.push(first);
      chars += first.length;
      if (chars > LINE_CHARS_MAX) throw new LineTooLong();
      const last = others.pop();
      if (last === undefined) continue;
      yield pieces.join('');
      yield* others;
      pieces = [last];
      chars = last.length;
    }
  } catch (error) {
    if (error instanceof LineTooLong) throw error;
    // Something that can't be ended held its other side, and it was closed. What was read counts.
  }
  const rest = pieces.join('');
  if (rest !== '') yield rest;
}
