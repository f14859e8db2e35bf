import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayRetry, retryDelaySeconds } from '../../../../server/tasks/retryPolicy.ts';

const retryCount = fc.integer({ min: 0, max: 20 });
const base = fc.double({ min: 0, max: 600, noNaN: true });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('a delay doubles with every retry, has 10 to 30 % on top, and is at most 600 s', () => {
  fc.assert(
    fc.property(base, retryCount, random, (seconds, count, chance) => {
      const doubled = seconds * 2 ** count;
      const delay = retryDelaySeconds(seconds, count, chance);
      expect(delay).toBeGreaterThanOrEqual(Math.min(600, doubled * 1.1) - 1e-9 * doubled);
      expect(delay).toBeLessThanOrEqual(Math.min(600, doubled * 1.3));
    }),
  );
});

test('the default base waits 66 to 78 s at first, then twice as long', () => {
  expect(retryDelaySeconds(60, 0, 0)).toBeCloseTo(66);
  expect(retryDelaySeconds(60, 0, 1)).toBeCloseTo(78);
  expect(retryDelaySeconds(60, 1, 0)).toBeCloseTo(132);
  expect(retryDelaySeconds(60, 20, 0)).toBe(600);
});

test('a base of nothing never waits', () => {
  for (let count = 0; count <= 20; count++) expect(retryDelaySeconds(0, count)).toBe(0);
});

test('a retriable failure is tried again until its retries are used up', () => {
  expect(mayRetry('CommandFailed', 0, 0)).toBe(false);
  expect(mayRetry('CommandFailed', 0, 1)).toBe(true);
  expect(mayRetry('CommandFailed', 1, 1)).toBe(false);
  expect(mayRetry('SomethingNew', 2, 3)).toBe(true);
});

test('what can’t get better is never tried again', () => {
  for (const name of ['ConfigurationError', 'PermissionError', 'SecurityError', 'SystemFailure'])
    expect(mayRetry(name, 0, 20)).toBe(false);
});
