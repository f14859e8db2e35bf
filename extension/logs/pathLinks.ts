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

const places =
  /File "([^"]+)", line (\d+)|((?:\.{0,2}\/)?(?:[\w@.+-]+\/)*[\w@+-][\w@.+-]*\.\w+)[:(](\d+)(?:[:,](\d+))?/g;

/** An address with a port, such as `localhost.local:8080`, looks the same: whether there is such a file, tells. */
export function pathLinks(text: string): PathLink[] {
  return [...text.matchAll(places)].flatMap(
    ({ 0: whole, 1: python, 2: row, 3: path, 4: line, 5: column, index }) => {
      // What stands after a scheme is an address, not a file.
      if (/:\/\/[^\s]*$/.test(text.slice(0, index)) || text.slice(0, index).endsWith(':/')) return [];
      const length = whole.endsWith('(') ? whole.length - 1 : whole.length;
      return {
        path: python ?? path ?? '',
        line: Number(row ?? line),
        column: Number(column ?? 1),
        start: index,
        end: index + length,
      };
    },
  );
}
