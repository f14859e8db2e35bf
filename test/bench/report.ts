/** Figures of a benchmark as a table for people and a line of JSON for programs. */

export interface Figure {
  name: string;
  value: number;
  /** Such as `/s`, where more is better, or `ms`, where less is. */
  unit: string;
  /** The figure that it is compared with, measured in the same run. */
  floor?: number;
  /** The ratio to the floor, or the value, that is aimed at. */
  aim?: string;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export function report(title: string, figures: readonly Figure[]): void {
  console.table(
    figures.map(({ name, value, unit, floor, aim }) => ({
      [title]: name,
      value: `${value >= 100 ? Math.round(value) : Number(value.toFixed(2))} ${unit}`,
      'ratio to floor': floor === undefined ? '' : Number((value / floor).toFixed(3)),
      aim: aim ?? '',
    })),
  );
  console.log(JSON.stringify({ benchmark: title, figures }));
}
