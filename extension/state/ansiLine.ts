/** The colours of a line, apart from its text: SGR sequences as ranges. Everything else that steers a terminal goes. */
import { stripVTControlCharacters } from 'node:util';

export const ansiColors = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
export type AnsiColor = (typeof ansiColors)[number];

/** What is left out is as the lines before left it. */
export interface AnsiStyle {
  color?: AnsiColor | 'none';
  bold?: boolean;
}

interface StyledPart {
  /** In characters of the plain text, the end not included. */
  start: number;
  end: number;
  style: AnsiStyle;
}

export interface AnsiLine {
  text: string;
  /** In their order; none where the line has no colours of its own. */
  parts: StyledPart[];
  /** What it leaves on for the lines that follow. */
  left: AnsiStyle;
}

export interface AnsiSpan extends Pick<StyledPart, 'start' | 'end'> {
  color?: AnsiColor;
  bold?: boolean;
}

/** As a program begins. */
export const plainStyle: AnsiStyle = { color: 'none', bold: false };
const noSpans: readonly AnsiSpan[] = [];

// biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences begin with one.
const sgr = /\u001b\[([\d;]*)m/g;

/** What steers a terminal or, such as a bell, can't be seen: an editor would show a box. A tab stays. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const controls = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/;
/** Without the step back, which is obeyed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what goes.
const unseen = /[\u0000-\u0007\u000a-\u001f\u007f-\u009f]/g;

/** Of a line that was written over with carriage returns or steps back, what a terminal would show. */
export function readAnsi(raw: string): AnsiLine {
  let shown: AnsiLine = { text: raw, parts: [], left: {} };
  if (!controls.test(raw)) return shown;
  let { left } = shown;
  shown = { text: '', parts: [], left };
  for (const part of raw.split('\r')) {
    const written = readPart(part, left);
    if (written.text !== '') shown = written;
    left = written.left;
  }
  return { ...shown, left };
}

/** @param before what earlier parts of the line left on. */
function readPart(raw: string, before: AnsiStyle): AnsiLine {
  const parts: StyledPart[] = [];
  let text = '';
  let style = before;
  let from = 0;
  const take = (part: string) => {
    const plain = stripVTControlCharacters(part).replace(unseen, '');
    if (plain !== '') parts.push({ start: text.length, end: text.length + plain.length, style });
    text += plain;
  };
  for (const { 0: sequence, 1: codes = '', index } of raw.matchAll(sgr)) {
    take(raw.slice(from, index));
    style = styled(style, codes);
    from = index + sequence.length;
  }
  take(raw.slice(from));
  const line = { text, parts, left: style };
  return text.includes('\b') ? steppedBack(line) : line;
}

/** With what was written over the characters that a step back leads to: so spinners turn. */
function steppedBack({ text, parts, left }: AnsiLine): AnsiLine {
  const cells: { char: string; style: AnsiStyle }[] = [];
  let at = 0;
  for (const { start, end, style } of parts) {
    for (const char of text.slice(start, end)) {
      if (char === '\b') at = Math.max(0, at - 1);
      else cells[at++] = { char, style };
    }
  }
  const joined: AnsiLine = { text: '', parts: [], left };
  for (const { char, style } of cells) {
    const start = joined.text.length;
    joined.text += char;
    const last = joined.parts.at(-1);
    if (last?.style === style) last.end = joined.text.length;
    else joined.parts.push({ start, end: joined.text.length, style });
  }
  return joined;
}

/** The colours of a line. @param before what the lines before it left on. */
export function spansOf({ text, parts }: AnsiLine, before: AnsiStyle): readonly AnsiSpan[] {
  if (parts.length > 0) return parts.flatMap((part) => spanOf(part, before));
  return text === '' || !isSeen(before) ? noSpans : spanOf({ start: 0, end: text.length, style: {} }, before);
}

function spanOf({ start, end, style }: StyledPart, before: AnsiStyle): AnsiSpan[] {
  const all = { ...before, ...style };
  if (!isSeen(all)) return [];
  const { color = 'none', bold } = all;
  return [{ start, end, ...(color !== 'none' && { color }), ...(bold && { bold }) }];
}

function isSeen({ color = 'none', bold }: AnsiStyle): boolean {
  return bold === true || color !== 'none';
}

/** What eight colours can't tell, such as a background or one of 256 colours, is left out. */
function styled(before: AnsiStyle, codes: string): AnsiStyle {
  let style = before;
  const numbers = codes.split(';').map(Number);
  for (let index = 0; index < numbers.length; index++) {
    const code = numbers[index] ?? 0;
    if (code === 38 || code === 48) {
      index += numbers[index + 1] === 5 ? 2 : 4;
      continue;
    }
    style = afterCode(style, code);
  }
  return style;
}

function afterCode(style: AnsiStyle, code: number): AnsiStyle {
  const color = ansiColors[code >= 90 ? code - 90 : code - 30];
  if (code === 0) return plainStyle;
  if (code === 1 || code === 22) return { ...style, bold: code === 1 };
  if (code === 39) return { ...style, color: 'none' };
  return color && (code < 38 || code >= 90) ? { ...style, color } : style;
}
