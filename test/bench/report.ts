/** Figures of a benchmark as a table for people and a line of JSON for programs. */

export interface Figure {
  name: string;
  perSecond: number;
  /** The figure that it is compared with, measured in the same run. */
  floor?: number;
  /** The ratio to the floor that is aimed at. */
  aim?: number;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export function report(title: string, figures: readonly Figure[]): void {
  console.table(
    figures.map(({ name, perSecond, floor, aim }) => ({
      [title]: name,
      'per second': Math.round(perSecond),
      'ratio to floor': floor === undefined ? '' : Number((perSecond / floor).toFixed(3)),
      aim: aim ?? '',
    })),
  );
  console.log(JSON.stringify({ benchmark: title, figures }));
}
