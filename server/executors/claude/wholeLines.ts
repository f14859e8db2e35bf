import type { Readable } from 'node:stream';

/** The lines of a stream, however long they are: a message of the CLI is one. Ends with the stream, or its closing. */
export async function* wholeLines(stream: Readable): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const chunk of stream) {
      const parts = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n');
      rest = parts.pop() ?? '';
      yield* parts;
    }
  } catch {
    // Something that can't be ended held its other side, and it was closed. What was read counts.
  }
  if (rest !== '') yield rest;
}
