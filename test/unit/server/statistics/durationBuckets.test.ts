import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketOf, percentile } from '../../../../server/statistics/durationBuckets.ts';

function counted(durations: readonly number[]) {
  return [...Map.groupBy(durations, bucketOf)].map(([bucket, { length }]) => ({ bucket, ended: length }));
}

test('a percentile is within 5 % of the true one', () => {
  const durations = fc.array(fc.double({ min: 0.002, max: 604_800, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(durations, fc.constantFrom(0.5, 0.95), (values, fraction) => {
      const sorted = values.toSorted((a, b) => a - b);
      const exact = sorted[Math.ceil(sorted.length * fraction) - 1] as number;
      const within = { min: sorted[0] as number, max: sorted.at(-1) as number };
      const found = percentile(counted(values), fraction, within) as number;
      expect(Math.abs(found - exact) / exact).toBeLessThanOrEqual(0.05);
    }),
  );
});

test('of one duration it is that one, and of none there is none', () => {
  expect(percentile(counted([12.34]), 0.5, { min: 12.34, max: 12.34 })).toBe(12.34);
  expect(percentile(counted([0]), 0.95, { min: 0, max: 0 })).toBe(0);
  expect(percentile([], 0.5, { min: 0, max: 1 })).toBeNull();
});
