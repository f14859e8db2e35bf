/** The last lines of a log, in bounded memory. */
import type { LogLine } from '#shared/logs.ts';
import { type AnsiLine, type AnsiSpan, readAnsi } from './ansiLine.ts';
import { timePrefix } from './lineTime.ts';

/** Characters kept at most, whatever the number of lines: one line may have a million. */
export const WINDOW_CHARS_MAX = 4_000_000;
/** Lines are dropped in blocks of a quarter: what only grows at its end costs an editor little to show. */
const SLACK = 1.25;

export class LineWindow {
  #lines: (AnsiLine & Pick<LogLine, 'seq' | 'at'>)[] = [];
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
      const shown = shownLine(line);
      this.#lines.push({ seq: line.seq, at: line.at, ...shown });
      this.#chars += shown.text.length;
    }
    if (this.#lines.length > this.#linesMax * SLACK || this.#chars > WINDOW_CHARS_MAX * SLACK) this.#cut();
  }

  /** Adds lines before the first one, and makes room for them for good. */
  prepend(lines: readonly LogLine[]): void {
    const earlier = lines.map((line) => ({ seq: line.seq, at: line.at, ...shownLine(line) }));
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
    if (!times) return this.#lines.map(({ spans }) => spans);
    return this.#lines.map(({ at, spans }) => {
      if (spans.length === 0) return spans;
      const by = timePrefix(at).length;
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
    this.#lines = this.#lines.slice(first);
    this.#chars = chars;
    this.#cuts += 1;
  }
}

/** As text without colours. Of a line that was written over with carriage returns, what a terminal would show. */
export function plainLine(line: Pick<LogLine, 'text' | 'stream'>): string {
  return shownLine(line).text;
}

function shownLine({ text, stream }: Pick<LogLine, 'text' | 'stream'>): AnsiLine {
  if (stream !== 'system') return readAnsi(text);
  return { text: `[switchyard] ${readAnsi(text).text}`, spans: [] };
}
