/** Places in files that a line names: `src/app.ts:12:5`, `File "app.py", line 3`. No `vscode` here. */

export interface PathLink {
  path: string;
  /** From 1. */
  line: number;
  column: number;
  /** In characters of the text, the end not included. */
  start: number;
  end: number;
}

/** Of a line no more is looked at: it may be a whole bundle without a space. */
export const LINE_CHARS_MAX = 2000;

/** What a name is of, without dots and slashes: letters, digits and marks of any script. */
const letter = String.raw`\p{L}\p{M}\p{N}_`;
/** A path begins where nothing of one stands before it, and every repetition has an end: the work grows with the line. */
const file =
  `(?<![${letter}@.+/-])(?:\\.{0,2}/)?(?:[${letter}@.+-]{1,255}/){0,40}` +
  `[${letter}@+-][${letter}@.+-]{0,255}\\.[${letter}]{1,20}`;
const places = new RegExp(
  String.raw`File "([^"]{1,1000})", line (\d{1,9})|(${file})[:(](\d{1,9})(?:[:,](\d{1,9}))?`,
  'gu',
);

/** An address with a port, such as `localhost.local:8080`, looks the same: whether there is such a file, tells. */
export function pathLinks(text: string): PathLink[] {
  const head = text.slice(0, LINE_CHARS_MAX);
  return [...head.matchAll(places)].flatMap(
    ({ 0: whole, 1: python, 2: row, 3: path, 4: line, 5: column, index }) => {
      if (isInAddress(head, index)) return [];
      return {
        path: python ?? path ?? '',
        line: Number(row ?? line),
        column: Number(column ?? 1),
        start: index,
        end: index + whole.length,
      };
    },
  );
}

/** What stands after a scheme is an address, not a file. */
function isInAddress(text: string, index: number): boolean {
  const scheme = text.lastIndexOf('://', index);
  return scheme >= 0 && !/\s/.test(text.slice(scheme, index));
}
