/** What an edit changes, as lines with their marks: `- ` gone, `+ ` new, two spaces for what stays around them. */

const CONTEXT_LINES = 2;
/** Beyond so many pairs of lines only their common beginning and end are looked for. */
const COMPARED_MAX = 250_000;

export function changedLines(before: string, after: string): string[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const head = commonHead(old, now);
  const tail = commonHead(old.slice(head).reverse(), now.slice(head).reverse());
  const middle = compared(old.slice(head, old.length - tail), now.slice(head, now.length - tail));
  return [
    ...old.slice(Math.max(0, head - CONTEXT_LINES), head).map(same),
    ...middle,
    ...old.slice(old.length - tail, old.length - tail + CONTEXT_LINES).map(same),
  ];
}

const same = (line: string) => `  ${line}`;

function linesOf(text: string): string[] {
  if (text === '') return [];
  return text.replaceAll('\r\n', '\n').replace(/\n$/, '').split('\n');
}

function commonHead(one: readonly string[], other: readonly string[]): number {
  let count = 0;
  while (count < one.length && count < other.length && one[count] === other[count]) count++;
  return count;
}

/** By their longest common subsequence. */
function compared(old: readonly string[], now: readonly string[]): string[] {
  if (old.length * now.length > COMPARED_MAX)
    return [...old.map((line) => `- ${line}`), ...now.map((line) => `+ ${line}`)];
  const common = commonLengths(old, now);
  const at = (row: number, column: number) => common[row]?.[column] ?? 0;
  const lines: string[] = [];
  let [row, column] = [0, 0];
  while (row < old.length || column < now.length) {
    if (row < old.length && column < now.length && old[row] === now[column]) {
      lines.push(same(old[row++] ?? ''));
      column++;
    } else if (row < old.length && at(row + 1, column) >= at(row, column + 1)) lines.push(`- ${old[row++]}`);
    else if (column < now.length) lines.push(`+ ${now[column++]}`);
    else lines.push(`- ${old[row++]}`);
  }
  return lines;
}

/** How many lines in order are the same from a pair of places on. */
function commonLengths(old: readonly string[], now: readonly string[]): number[][] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  for (let row = old.length - 1; row >= 0; row--) {
    const [here = [], below = []] = [lengths[row], lengths[row + 1]];
    for (let column = now.length - 1; column >= 0; column--) {
      here[column] =
        old[row] === now[column]
          ? (below[column + 1] ?? 0) + 1
          : Math.max(below[column] ?? 0, here[column + 1] ?? 0);
    }
  }
  return lengths;
}
