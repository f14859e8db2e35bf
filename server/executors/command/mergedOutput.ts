/** The outputs of a process as one sequence of events, read only as fast as it is taken. */
import type { Readable } from 'node:stream';
import type { LogStream } from '#shared/logs.ts';
import { LineSplitter, type Lines } from '../../logs/lineSplitter.ts';

export interface OutputEvent {
  type: 'output';
  stream: LogStream;
  lines: Lines;
}

/** Ends when every stream has ended, or was destroyed. */
export async function* mergedOutput(
  streams: Partial<Record<LogStream, Readable>>,
): AsyncGenerator<OutputEvent> {
  const mailbox = new Mailbox();
  const readers = Object.entries(streams).map(([name, readable]) =>
    readLines(name as LogStream, readable, mailbox),
  );
  void Promise.all(readers).then(() => mailbox.end());
  for (let letter = await mailbox.next(); letter; letter = await mailbox.next()) {
    yield letter.event;
    letter.taken();
  }
}

async function readLines(stream: LogStream, readable: Readable, mailbox: Mailbox): Promise<void> {
  const splitter = new LineSplitter();
  const put = (lines: Lines | undefined) => lines && mailbox.put({ type: 'output', stream, lines });
  try {
    for await (const chunk of readable) await put(splitter.push(chunk as Buffer));
  } catch {
    // It was destroyed: something that can't be ended holds its other side. What was read counts.
  }
  await put(splitter.end());
}

interface Letter {
  event: OutputEvent;
  taken: () => void;
}

/** Holds one event of each reader; a reader goes on when its event was taken. */
class Mailbox {
  readonly #letters: Letter[] = [];
  #wake: (() => void) | undefined;
  #ended = false;

  put(event: OutputEvent): Promise<void> {
    return new Promise((taken) => {
      this.#letters.push({ event, taken });
      this.#wake?.();
    });
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** Undefined at the end. A promise a turn: one that stayed pending would keep every event it was raced with. */
  async next(): Promise<Letter | undefined> {
    if (this.#letters.length === 0 && !this.#ended) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
      this.#wake = undefined;
    }
    return this.#letters.shift();
  }
}
