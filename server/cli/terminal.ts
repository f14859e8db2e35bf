/** What is written where: answers to stdout, everything about them to stderr. */
import { styleText } from 'node:util';

export type Style = Parameters<typeof styleText>[0];
/** Colours a text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_style, text) => text;

/** Colours are for people who look at a terminal and haven't set NO_COLOR (https://no-color.org). */
export function paintFor(stream: { isTTY?: boolean }, env = process.env): Paint {
  if (!stream.isTTY || env.NO_COLOR || env.TERM === 'dumb') return plain;
  return (style, text) => styleText(style, text, { validateStream: false });
}

/** Columns to stay within; unlimited where the output goes to a file or another program. */
export function terminalWidth(stream: { isTTY?: boolean; columns?: number }, env = process.env): number {
  const told = Number(env.COLUMNS);
  if (Number.isInteger(told) && told > 0) return told;
  return (stream.isTTY && stream.columns) || Number.POSITIVE_INFINITY;
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Says something that isn't the answer. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** As `note`, dimmed: it is there beside the output of a task. */
export function aside(text: string): void {
  note(paintFor(process.stderr)('dim', text));
}

/** `| head` has read enough: that is no error. What failed before keeps its exit code. */
export function endQuietlyWhenNobodyReads(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit();
      throw error;
    });
  }
}
