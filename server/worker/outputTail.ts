/** The end of a stream: the last lines, up to 64 KiB. */
const TAIL_BYTES = 64 * 1024;

export class OutputTail {
  #text = '';

  push(text: string): void {
    this.#text += `${text}\n`;
    // Cut now and then, not with every line.
    if (this.#text.length > 2 * TAIL_BYTES) this.#text = this.#text.slice(-TAIL_BYTES);
  }

  /** Whole lines, at most 64 KiB as UTF-8, unless the last line alone is longer. */
  read(): string {
    const bytes = Buffer.from(this.#text);
    if (bytes.length <= TAIL_BYTES) return this.#text;
    const end = bytes.subarray(-TAIL_BYTES);
    const firstBreak = end.indexOf(0x0a);
    const wholeLines = firstBreak >= 0 && firstBreak < end.length - 1 ? end.subarray(firstBreak + 1) : end;
    // A character that the cut has split leaves replacement marks at the front.
    return wholeLines.toString().replace(/^\uFFFD+/, '');
  }
}
