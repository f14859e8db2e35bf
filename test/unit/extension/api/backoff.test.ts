import { expect, test } from 'vitest';
import { backoffMs } from '../../../../extension/api/backoff.ts';

test('doubles up to fifteen seconds, and spreads over the upper half', () => {
  expect([1, 2, 3, 7, 8, 1000].map((attempt) => backoffMs(attempt, () => 1))).toEqual([
    250, 500, 1000, 15_000, 15_000, 15_000,
  ]);
  expect(backoffMs(1, () => 0)).toBe(125);
  expect(backoffMs(100, () => 0.5)).toBe(11_250);
});
