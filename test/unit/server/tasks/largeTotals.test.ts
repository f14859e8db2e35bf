import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LargeTotals } from '../../../../server/tasks/largeTotals.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

test('a large total is counted once in two seconds, for each list', async () => {
  const totals = new LargeTotals();
  const count = vi.fn(async () => 5000);
  expect(await totals.of('a', count)).toBe(5000);
  vi.advanceTimersByTime(1999);
  expect(await totals.of('a', count)).toBe(5000);
  expect(count).toHaveBeenCalledTimes(1);
  await totals.of('b', count);
  expect(count).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(2);
  count.mockResolvedValueOnce(7000);
  expect(await totals.of('a', count)).toBe(7000);
});

test('a small total is always counted', async () => {
  const totals = new LargeTotals();
  const count = vi.fn(async () => 999);
  await totals.of('a', count);
  count.mockResolvedValueOnce(998);
  expect(await totals.of('a', count)).toBe(998);
});

test('a count that fails isn’t remembered', async () => {
  const totals = new LargeTotals();
  await expect(totals.of('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await totals.of('a', async () => 2000)).toBe(2000);
});
