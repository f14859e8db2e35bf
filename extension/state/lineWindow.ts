/** The last lines of a log, in bounded memory. */
import type { LogLine } from '#shared/logs.ts';
import { type AnsiLine, type AnsiSpan, type AnsiStyle, plainStyle, readAnsi, spansOf } from './ansiLine.ts';
import { timePrefix } from './lineTime.ts';

/** Characters kept at most, whatever the number of lines: one line may have a million. */
export const WINDOW_CHARS_MAX = 4_000_000;
/** Lines are dropped in blocks of a quarter: what only grows at its end costs an editor little to show. */
const SLACK = 1.25;

interface HeldLine extends AnsiLine, Pick<LogLine, 'seq' | 'at' | 'run'> {
  /** Its colours as they were last, with what was on before it: a log is shown often, and few of its lines change. */
  seen?: { before: AnsiStyle; spans: readonly AnsiSpan[] };
}

export class LineWindow {
  #lines: HeldLine[] = [];
  /** What the lines before the first one held left on, as far as it is known. */
  #before: AnsiStyle = {};
  #chars = 0;
  #linesMax: number;
  #cuts = 0;

  constructor(linesMax: number) {
    this.#linesMax = linesMax;
  }

  /** The seq of the first line held; undefined without any. */
  get firstSeq(): number | undefined {
    return this.#lines[0]?.seq;
  }

  /** The seq of the last line held, or 0. */
  get lastSeq(): number {
    return this.#lines.at(-1)?.seq ?? 0;
  }

  get linesMax(): number {
    return this.#linesMax;
  }

  /** How often lines were dropped from the head. */
  get cuts(): number {
    return this.#cuts;
  }

  /** Adds lines at the end; drops the first ones when there are too many. */
  append(lines: readonly LogLine[]): void {
    for (const line of lines) {
      const held = heldLine(line);
      this.#lines.push(held);
      this.#chars += held.text.length;
    }
    if (this.#lines.length > this.#linesMax * SLACK || this.#chars > WINDOW_CHARS_MAX * SLACK) this.#cut();
  }

  /** Adds lines before the first one, and makes room for them for good. */
  prepend(lines: readonly LogLine[]): void {
    const earlier = lines.map(heldLine);
    this.#before = styleBefore(earlier, this.#lines[0], this.#before);
    this.#linesMax += earlier.length;
    this.#lines = [...earlier, ...this.#lines];
    for (const { text } of earlier) this.#chars += text.length;
  }

  /** One line of text for each line held, each with its line break, and with its time before it where wanted. */
  text(times = false): string {
    return this.#lines.map(({ at, text }) => `${times ? timePrefix(at) : ''}${text}\n`).join('');
  }

  /** Where this line stands in {@link text}, from 0, or the one after it; undefined when it lies outside. */
  rowOf(seq: number): number | undefined {
    if (seq < (this.firstSeq ?? Number.POSITIVE_INFINITY)) return undefined;
    const row = this.#lines.findIndex((line) => line.seq >= seq);
    return row < 0 ? undefined : row;
  }

  /** The colours of each line of {@link text}. */
  spans(times = false): readonly (readonly AnsiSpan[])[] {
    const by = times ? timePrefix(new Date(0).toISOString()).length : 0;
    let style = this.#before;
    return this.#lines.map((line, row) => {
      // Another run is another program.
      if (row > 0 && line.run !== this.#lines[row - 1]?.run) style = {};
      const spans = seenSpans(line, style);
      style = followed(style, line.left);
      if (!times || spans.length === 0) return spans;
      return spans.map((span) => ({ ...span, start: span.start + by, end: span.end + by }));
    });
  }

  #cut(): void {
    let first = Math.max(0, this.#lines.length - this.#linesMax);
    let chars = this.#lines.slice(first).reduce((sum, { text }) => sum + text.length, 0);
    while (chars > WINDOW_CHARS_MAX && first < this.#lines.length - 1) {
      chars -= this.#lines[first]?.text.length ?? 0;
      first += 1;
    }
    this.#before = styleAfter(this.#lines.slice(0, first), this.#lines[first], this.#before);
    this.#lines = this.#lines.slice(first);
    this.#chars = chars;
    this.#cuts += 1;
  }
}

function seenSpans(line: HeldLine, before: AnsiStyle): readonly AnsiSpan[] {
  const { seen } = line;
  if (seen && seen.before.color === before.color && seen.before.bold === before.bold) return seen.spans;
  const spans = spansOf(line, before);
  line.seen = { before, spans };
  return spans;
}

/** Most lines leave everything as it was, or take everything back. */
function followed(before: AnsiStyle, left: AnsiStyle): AnsiStyle {
  if (left.color === undefined && left.bold === undefined) return before;
  return left.color !== undefined && left.bold !== undefined ? left : { ...before, ...left };
}

/** What lines leave on for the next one. @param before what was on before them. */
function styleAfter(lines: readonly HeldLine[], next: HeldLine | undefined, before: AnsiStyle): AnsiStyle {
  let style = before;
  let run = lines[0]?.run;
  for (const line of lines) {
    // Another run is another program.
    if (line.run !== run) style = {};
    run = line.run;
    style = followed(style, line.left);
  }
  return next && next.run !== run && run !== undefined ? {} : style;
}

/** What was on before lines that came later: where they don't touch it, it is what was known to be on after them. */
function styleBefore(lines: readonly HeldLine[], next: HeldLine | undefined, after: AnsiStyle): AnsiStyle {
  if (lines.some(({ run }) => run !== next?.run)) return {};
  const left = styleAfter(lines, next, {});
  return {
    ...(left.color === undefined && after.color !== undefined && { color: after.color }),
    ...(left.bold === undefined && after.bold !== undefined && { bold: after.bold }),
  };
}

/** As text without colours. Of a line that was written over with carriage returns, what a terminal would show. */
export function plainLine(line: Pick<LogLine, 'text' | 'stream'>): string {
  return shownLine(line).text;
}

function heldLine(line: LogLine): HeldLine {
  return { seq: line.seq, at: line.at, run: line.run, ...shownLine(line) };
}

function shownLine({ text, stream }: Pick<LogLine, 'text' | 'stream'>): AnsiLine {
  if (stream !== 'system') return readAnsi(text);
  const own = `[switchyard] ${readAnsi(text).text}`;
  // Not the program's, whatever that left on.
  return { text: own, parts: [{ start: 0, end: own.length, style: plainStyle }], left: {} };
}
