/** Texts of others on a terminal: how wide they are, how they are cut, and that they can't steer it. */
import { stripVTControlCharacters } from 'node:util';

const graphemes = new Intl.Segmenter();
/** East Asian wide characters and emoji take two columns (Unicode TR 11, in its larger blocks). */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is its purpose
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

/** On one line and without what would move the cursor, colour the rest or turn the direction of writing. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text).replace(control, ' ').trim();
}

/** Columns that a text takes. */
export function displayWidth(text: string): number {
  // Most texts are plain ASCII, which needs no segmenter.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}

/** At most `width` columns; what was cut shows as an ellipsis. */
export function cutToWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += displayWidth(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

export function padToWidth(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const padding = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return side === 'left' ? text + padding : padding + text;
}

/** Breaks a text between words into lines of at most `width` columns; a longer word stays whole, to be copied. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}
