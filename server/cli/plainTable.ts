/** Lines of an aligned table, as wide as its texts. */
import { displayWidth, padToWidth } from './displayText.ts';
import type { Paint } from './terminal.ts';

export function plainTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Paint,
): string[] {
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => displayWidth(row[column] ?? ''))),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => padToWidth(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [paint('dim', line(heads)), ...rows.map(line)];
}
