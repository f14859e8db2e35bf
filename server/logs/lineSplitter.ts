/** Cuts a stream of bytes into whole lines. */
import { type Mask, noMask } from './mask.ts';

/** A longer line is cut: whoever prints without newlines must not fill the memory. */
const LINE_CHARS_MAX = 64 * 1024;

export interface Lines {
  /** Joined by newlines, without one at the end. */
  text: string;
  count: number;
}

export class LineSplitter {
  readonly #decoder = new TextDecoder();
  readonly #mask: Pick<Mask, 'cutBefore'>;
  #rest = '';

  /** @param mask knows where a line that is too long may be cut. */
  constructor(mask: Pick<Mask, 'cutBefore'> = noMask) {
    this.#mask = mask;
  }

  /** The lines that `chunk` completes; undefined if none. A character split over two chunks stays whole. */
  push(chunk: Uint8Array): Lines | undefined {
    return this.#take(this.#decoder.decode(chunk, { stream: true }));
  }

  /** What is left when the stream ends. */
  end(): Lines | undefined {
    const tail = this.#take(this.#decoder.decode());
    const rest = this.#rest;
    this.#rest = '';
    if (rest === '') return tail;
    return tail ? { text: `${tail.text}\n${rest}`, count: tail.count + 1 } : { text: rest, count: 1 };
  }

  #take(text: string): Lines | undefined {
    const whole = this.#rest + text;
    const end = whole.lastIndexOf('\n');
    this.#rest = whole.slice(end + 1);
    const parts = end < 0 ? [] : [this.#wholeLines(whole.slice(0, end))];
    // A carriage return at the end may belong to a line feed that is still to come.
    while (this.#rest.length - (this.#rest.endsWith('\r') ? 1 : 0) > LINE_CHARS_MAX) {
      const cut = this.#mask.cutBefore(this.#rest, LINE_CHARS_MAX);
      parts.push(this.#rest.slice(0, cut));
      this.#rest = this.#rest.slice(cut);
    }
    if (parts.length === 0) return undefined;
    const lines = parts.join('\n');
    return { text: lines, count: countLines(lines) };
  }

  /** Without carriage returns before line feeds, and with no line longer than allowed. */
  #wholeLines(text: string): string {
    const lines = text.includes('\r') ? text.replaceAll('\r\n', '\n').replace(/\r$/, '') : text;
    if (!hasLongLine(lines)) return lines;
    return lines
      .split('\n')
      .flatMap((line) => this.#pieces(line))
      .join('\n');
  }

  #pieces(line: string): string[] {
    const pieces: string[] = [];
    let rest = line;
    while (rest.length > LINE_CHARS_MAX) {
      const cut = this.#mask.cutBefore(rest, LINE_CHARS_MAX);
      pieces.push(rest.slice(0, cut));
      rest = rest.slice(cut);
    }
    return [...pieces, rest];
  }
}

/** Looks at few characters: one newline in each stretch as long as a line may be is enough. */
function hasLongLine(lines: string): boolean {
  for (let start = 0; start + LINE_CHARS_MAX < lines.length; ) {
    const end = lines.lastIndexOf('\n', start + LINE_CHARS_MAX);
    if (end < start) return true;
    start = end + 1;
  }
  return false;
}

function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
