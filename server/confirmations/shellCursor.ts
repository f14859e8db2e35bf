/** A place in the text of a shell command, and what can be read there without knowing commands. */

export const ENDS_WORD: ReadonlySet<string> = new Set(' \t\n;&|()<>');

/** The text can't be read for certain. */
export class NotUnderstood extends Error {}

export class ShellCursor {
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The character here; empty at the end. */
  get next(): string {
    return this.#text[this.at] ?? '';
  }

  /** The text from there to here. */
  since(begin: number): string {
    return this.#text.slice(begin, this.at);
  }

  /** Goes on behind what fits here. @param pattern a sticky one. @returns it; empty if nothing does. */
  take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const [found = ''] = pattern.exec(this.#text) ?? [];
    this.at += found.length;
    return found;
  }

  /** Whether a redirection begins here. */
  redirects(): boolean {
    return this.next === '<' || this.next === '>' || this.#text.startsWith('&>', this.at);
  }

  skipBlanks(): void {
    this.take(/([ \t]|\\\n)*/y);
  }

  /** What is left of this line; its end stays. */
  skipLine(): void {
    this.take(/[^\n]*/y);
  }

  /** Behind a single quote: up to the next one. */
  readUntilQuote(): string {
    const end = this.#text.indexOf("'", this.at);
    if (end < 0) throw new NotUnderstood();
    const quoted = this.#text.slice(this.at, end);
    this.at = end + 1;
    return quoted;
  }

  /** Behind a backslash. */
  readEscaped(): string {
    const char = this.next;
    if (char === '') throw new NotUnderstood();
    this.at++;
    return char === '\n' ? '' : char;
  }
}
