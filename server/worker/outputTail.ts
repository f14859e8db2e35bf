/** The end of a stream: the last lines, up to 64 KiB. */
const TAIL_BYTES = 64 * 1024;
const JOINED_CHARS = 1024;
/** A beginning of a line that is shorter than this is left out. */
const CUT_BYTES_MAX = 4096;

export class OutputTail {
  /** The newest texts, the oldest of them first; without that one there is less than the tail. */
  readonly #texts: string[] = [];
  #chars = 0;

  push(text: string): void {
    const last = this.#texts.length - 1;
    const newest = this.#texts[last];
    // Single lines are put together, so that there are never many texts.
    if (newest !== undefined && newest.length < JOINED_CHARS) this.#texts[last] = `${newest}\n${text}`;
    else this.#texts.push(text);
    this.#chars += text.length + 1;
    // Whole texts are dropped, and nothing is joined before somebody reads: much output costs no copies.
    for (let first = this.#texts[0]; first !== undefined; first = this.#texts[0]) {
      if (this.#chars - first.length - 1 < TAIL_BYTES) return;
      this.#texts.shift();
      this.#chars -= first.length + 1;
    }
  }

  /** At most 64 KiB as UTF-8, of whole lines unless that would cost much of it: then the first one is cut. */
  read(): string {
    const whole = this.#texts.map((text) => `${text}\n`).join('');
    const bytes = Buffer.from(whole);
    if (bytes.length <= TAIL_BYTES) return whole;
    const end = bytes.subarray(-TAIL_BYTES);
    const firstBreak = end.indexOf(0x0a);
    const wholeLines = firstBreak >= 0 && firstBreak < CUT_BYTES_MAX ? end.subarray(firstBreak + 1) : end;
    // A character that the cut has split leaves replacement marks at the front.
    return wholeLines.toString().replace(/^\uFFFD+/, '');
  }
}
