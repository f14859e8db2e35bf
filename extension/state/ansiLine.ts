/** The colours of a line, apart from its text: SGR sequences as ranges. Everything else that steers a terminal goes. */
import { stripVTControlCharacters } from 'node:util';

export const ansiColors = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
export type AnsiColor = (typeof ansiColors)[number];

export interface AnsiStyle {
  color?: AnsiColor;
  bold?: boolean;
}

export interface AnsiSpan extends AnsiStyle {
  /** In characters of the plain text, the end not included. */
  start: number;
  end: number;
}

export interface AnsiLine {
  text: string;
  spans: AnsiSpan[];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences begin with one.
const sgr = /\u001b\[([\d;]*)m/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: what steers a terminal.
const controls = /[\u001b\u009b\r]/;

/** Of a line that was written over with carriage returns, what a terminal would show. */
export function readAnsi(raw: string): AnsiLine {
  if (!controls.test(raw)) return { text: raw, spans: [] };
  const written = raw.split('\r').findLast((part) => stripVTControlCharacters(part) !== '') ?? '';
  if (!written.includes('\u001b')) return { text: stripVTControlCharacters(written), spans: [] };
  const spans: AnsiSpan[] = [];
  let text = '';
  let style: AnsiStyle = {};
  let from = 0;
  const take = (part: string) => {
    const plain = stripVTControlCharacters(part);
    if (plain !== '' && (style.color || style.bold))
      spans.push({ start: text.length, end: text.length + plain.length, ...style });
    text += plain;
  };
  for (const { 0: sequence, 1: codes = '', index } of written.matchAll(sgr)) {
    take(written.slice(from, index));
    style = styled(style, codes);
    from = index + sequence.length;
  }
  take(written.slice(from));
  return { text, spans };
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
  const { color, ...colorless } = style;
  const { bold, ...light } = style;
  const named = ansiColors[code >= 90 ? code - 90 : code - 30];
  if (code === 0) return {};
  if (code === 1) return { ...style, bold: true };
  if (code === 22) return light;
  if (code === 39) return colorless;
  return named && (code < 38 || code >= 90) ? { ...style, color: named } : style;
}
