/** Cuts a stream of bytes into whole lines. */

/** A longer line is cut: whoever prints without newlines must not fill the memory. */
const LINE_CHARS_MAX = 64 * 1024;

export interface Lines {
  /** Joined by newlines, without one at the end. */
  text: string;
  count: number;
}

export class LineSplitter {
  readonly #decoder = new TextDecoder();
  #rest = '';

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
    const end = text.lastIndexOf('\n');
    if (end < 0) {
      this.#rest += text;
      return this.#rest.length > LINE_CHARS_MAX ? this.#cut() : undefined;
    }
    const whole = this.#rest + text.slice(0, end);
    this.#rest = text.slice(end + 1);
    const lines = whole.includes('\r') ? whole.replaceAll('\r\n', '\n').replace(/\r$/, '') : whole;
    return { text: lines, count: countLines(lines) };
  }

  #cut(): Lines {
    const text = this.#rest;
    this.#rest = '';
    return { text, count: 1 };
  }
}

function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
