/**
 * Reads a shell command without running it: which simple commands it is made of, wherever they stand. What it doesn't
 * understand for certain it doesn't answer: here-documents, `case`, quotes within `${…}`.
 */

import { ENDS_WORD, NotUnderstood, ShellCursor } from './shellCursor.ts';

/** A word as the command gets it; undefined where only the shell knows: a substitution, a pattern, a brace list. */
export type ShellWord = string | undefined;

export interface ShellText {
  /** Program and arguments of each, also of those in pipes, lists, groups, functions and substitutions. */
  commands: ShellWord[][];
  /** It is one command of known words, and nothing else: no redirection, assignment or comment. */
  plain: boolean;
}

const DEPTH_MAX = 50;
const CHARS_MAX = 20_000;
const KEYWORDS = new Set('if then elif else fi while until do done ! { }'.split(' '));
const ASSIGNMENT = /^[A-Za-z_]\w*(\[[^\]]*\])?\+?=/;

/** Undefined for a text that can't be read for certain. */
export function readShell(text: string): ShellText | undefined {
  if (text.length > CHARS_MAX) return undefined;
  try {
    const reader = new ShellReader(text, 0);
    reader.readAll();
    const [only, ...more] = reader.commands;
    const plain = reader.plain && only !== undefined && more.length === 0 && !only.includes(undefined);
    return { commands: reader.commands, plain };
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
}

class ShellReader {
  readonly commands: ShellWord[][] = [];
  plain = true;
  readonly #cursor: ShellCursor;
  readonly #depth: number;

  constructor(text: string, depth: number) {
    if (depth > DEPTH_MAX) throw new NotUnderstood();
    this.#cursor = new ShellCursor(text);
    this.#depth = depth;
  }

  readAll(): void {
    this.#readList(this.#depth, false);
  }

  /** Commands up to the end of the text, or to the bracket that closes them. */
  #readList(depth: number, bracketed: boolean): void {
    if (depth > DEPTH_MAX) throw new NotUnderstood();
    let words: ShellWord[] = [];
    const finish = () => {
      this.#add(words);
      words = [];
    };
    for (;;) {
      this.#cursor.skipBlanks();
      const char = this.#cursor.next;
      if (char === '' || char === ')') {
        if ((char === ')') !== bracketed) throw new NotUnderstood();
        this.#cursor.at++;
        finish();
        return;
      }
      if (char === '#') {
        this.plain = false;
        this.#cursor.skipLine();
      } else if (this.#cursor.redirects()) this.#skipRedirection(depth);
      else if (char === '(') {
        finish();
        this.#cursor.at++;
        this.plain = false;
        this.#readList(depth + 1, true);
      } else if (ENDS_WORD.has(char)) {
        finish();
        this.#cursor.at++;
        this.plain = false;
      } else words.push(this.#readWord(depth));
    }
  }

  /** Without what stands before a command's program. */
  #add(words: ShellWord[]): void {
    const begin = words.findIndex(
      (word) => word === undefined || !(KEYWORDS.has(word) || ASSIGNMENT.test(word)),
    );
    if (begin !== 0) this.plain = false;
    if (begin >= 0) this.commands.push(words.slice(begin));
  }

  #skipRedirection(depth: number): void {
    this.plain = false;
    const operator = this.#cursor.take(/(<\(|>\(|<<<|<<|&>>|&>|<&|>&|<>|>>|>\||<|>)/y);
    if (operator === '<<') throw new NotUnderstood();
    if (operator.endsWith('(')) {
      this.#readList(depth + 1, true);
      return;
    }
    this.#cursor.skipBlanks();
    // `> >(…)`: the target is read as what it is, in the next round.
    if (this.#cursor.redirects()) return;
    if (ENDS_WORD.has(this.#cursor.next) || this.#cursor.next === '') throw new NotUnderstood();
    this.#readWord(depth);
  }

  #readWord(depth: number): ShellWord {
    const begin = this.#cursor.at;
    let value: ShellWord = '';
    while (this.#cursor.next !== '' && !ENDS_WORD.has(this.#cursor.next)) {
      const part = this.#readPart(depth);
      value = value === undefined || part === undefined ? undefined : value + part;
    }
    const raw = this.#cursor.since(begin);
    if (/^(\[|\[\[|\{)$/.test(raw)) return raw;
    return raw.startsWith('~') || /^[\w]+=~|[=:]~/.test(raw) ? undefined : value;
  }

  #readPart(depth: number): ShellWord {
    const char = this.#cursor.next;
    this.#cursor.at++;
    switch (char) {
      case "'":
        return this.#cursor.readUntilQuote();
      case '"':
        return this.#readDoubleQuoted(depth);
      case '\\':
        return this.#cursor.readEscaped();
      case '$':
        return this.#readDollar(depth, false);
      case '`':
        return this.#readBackticks();
      case '*':
      case '?':
      case '[':
      case '{':
        return undefined;
      default:
        return char;
    }
  }

  #readDoubleQuoted(depth: number): ShellWord {
    let value: ShellWord = '';
    for (;;) {
      const char = this.#cursor.next;
      if (char === '') throw new NotUnderstood();
      this.#cursor.at++;
      if (char === '"') return value;
      let part: ShellWord = char;
      if (char === '$') part = this.#readDollar(depth, true);
      else if (char === '`') part = this.#readBackticks();
      else if (char === '\\' && '$`"\\\n'.includes(this.#cursor.next)) part = this.#cursor.readEscaped();
      value = value === undefined || part === undefined ? undefined : value + part;
    }
  }

  /** Behind the dollar. */
  #readDollar(depth: number, quoted: boolean): ShellWord {
    const char = this.#cursor.next;
    if (char === '(') {
      this.#cursor.at++;
      this.plain = false;
      this.#readList(depth + 1, true);
      return undefined;
    }
    if (char === '{') {
      this.#cursor.at++;
      this.#readBraces(depth + 1);
      return undefined;
    }
    if (char === '[' || (!quoted && (char === "'" || char === '"'))) throw new NotUnderstood();
    const name = this.#cursor.take(/[A-Za-z_]\w*|[0-9@*#?$!-]/y);
    return name === '' ? '$' : undefined;
  }

  /** `${…}`: quotes mean other things within double quotes than without, so none are understood. */
  #readBraces(depth: number): void {
    if (depth > DEPTH_MAX || /[\s|]/.test(this.#cursor.next)) throw new NotUnderstood();
    for (;;) {
      const char = this.#cursor.next;
      if (char === '' || char === "'" || char === '"' || char === '\\') throw new NotUnderstood();
      this.#cursor.at++;
      if (char === '}') return;
      if (char === '$') this.#readDollar(depth, true);
      else if (char === '`') this.#readBackticks();
    }
  }

  /** Behind the first one. What is within is a text of its own, with its escapes taken off. */
  #readBackticks(): undefined {
    let inner = '';
    for (;;) {
      const char = this.#cursor.next;
      if (char === '') throw new NotUnderstood();
      this.#cursor.at++;
      if (char === '`') break;
      if (char === '\\' && '$`\\'.includes(this.#cursor.next)) {
        inner += this.#cursor.next;
        this.#cursor.at++;
      } else inner += char;
    }
    this.plain = false;
    const reader = new ShellReader(inner, this.#depth + 1);
    reader.readAll();
    this.commands.push(...reader.commands);
    return undefined;
  }
}
