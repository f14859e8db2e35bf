/** A run's log that keeps the head and the tail of what is printed, however much that is. */
import type { LogStream } from '#shared/logs.ts';
import type { Lines } from './lineSplitter.ts';
import type { LogWriter } from './logWriter.ts';

/** The tail is in memory until the run ends: a part of the cap, and never more than this. */
const TAIL_BYTES_MAX = 1024 * 1024;

interface Piece {
  stream: LogStream;
  lines: Lines;
  bytes: number;
}

export class CappedLog {
  readonly #writer: Pick<LogWriter, 'write' | 'close' | 'notify'>;
  readonly #headBytes: number;
  readonly #tailBytes: number;
  #written = 0;
  #headIsFull = false;
  #tail: Piece[] = [];
  #held = 0;
  #leftOut = { lines: 0, bytes: 0 };

  /** @param bytesMax of head and tail together, as UTF-8. */
  constructor(writer: Pick<LogWriter, 'write' | 'close' | 'notify'>, bytesMax: number) {
    this.#writer = writer;
    this.#tailBytes = Math.min(Math.floor(bytesMax / 2), TAIL_BYTES_MAX);
    this.#headBytes = bytesMax - this.#tailBytes;
  }

  /** As `LogWriter.write`. */
  async write(stream: LogStream, lines: Lines): Promise<void> {
    const piece = pieceOf(stream, lines);
    if (this.#headIsFull) return this.#hold(piece);
    if (this.#written + piece.bytes <= this.#headBytes) {
      this.#written += piece.bytes;
      return this.#writer.write(stream, lines);
    }
    this.#headIsFull = true;
    const [head, rest] = split(piece, linesWithin(piece, this.#headBytes - this.#written));
    if (head) await this.#writer.write(stream, head.lines);
    await this.#say(
      `The log is full: of what follows, its last ${this.#tailBytes} bytes come when the run ends.`,
    );
    if (rest) this.#hold(rest);
  }

  /** As `LogWriter.close`, with the tail. */
  async close(): Promise<void> {
    try {
      await this.#writeTail();
    } finally {
      await this.#writer.close();
    }
  }

  notify(): void {
    this.#writer.notify();
  }

  #hold(piece: Piece): void {
    this.#tail.push(piece);
    this.#held += piece.bytes;
    while (this.#tail[0] && this.#held - this.#tail[0].bytes >= this.#tailBytes) {
      const [first] = this.#tail.splice(0, 1);
      if (first) this.#leaveOut(first);
    }
  }

  #leaveOut({ lines, bytes }: Piece): void {
    this.#held -= bytes;
    this.#leftOut.lines += lines.count;
    this.#leftOut.bytes += bytes;
  }

  async #writeTail(): Promise<void> {
    const tail = this.#tail.splice(0);
    const tooMuch = this.#held - this.#tailBytes;
    const [first] = tail;
    if (first && tooMuch > 0) {
      // The line in which the tail would begin goes, too.
      const [gone, kept] = split(first, linesWithin(first, tooMuch - 1) + 1);
      if (gone) this.#leaveOut(gone);
      tail.splice(0, 1, ...(kept ? [kept] : []));
    }
    const { lines, bytes } = this.#leftOut;
    if (lines > 0) await this.#say(`${lines} lines (${bytes} bytes) are left out here.`);
    for (const { stream, lines } of tail) await this.#writer.write(stream, lines);
  }

  #say(text: string): Promise<void> {
    return this.#writer.write('system', { text, count: 1 });
  }
}

/** How many of a piece's lines, from the first on, have at most so many bytes. */
function linesWithin({ lines }: Piece, bytes: number): number {
  const head = Buffer.from(`${lines.text}\n`).subarray(0, bytes);
  let count = 0;
  for (let at = head.indexOf(0x0a); at >= 0; at = head.indexOf(0x0a, at + 1)) count++;
  return count;
}

/** The first `count` lines and the others. */
function split({ stream, lines }: Piece, count: number): [Piece | undefined, Piece | undefined] {
  const texts = lines.text.split('\n');
  const part = (some: string[]) =>
    some.length === 0 ? undefined : pieceOf(stream, { text: some.join('\n'), count: some.length });
  return [part(texts.slice(0, count)), part(texts.slice(count))];
}

function pieceOf(stream: LogStream, lines: Lines): Piece {
  return { stream, lines, bytes: Buffer.byteLength(lines.text) + 1 };
}
