import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Retirement } from '../../../../server/worker/retirement.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const runs = (retirement: Retirement, count: number) => {
  for (let n = 0; n < count; n++) retirement.runEnded();
};

test('after a thousand runs nothing new is taken, and with the last one it retires', () => {
  const onRetired = vi.fn();
  const retirement = new Retirement(onRetired);
  runs(retirement, 999);
  retirement.idle();
  expect(retirement.drains).toBe(false);
  expect(onRetired).not.toHaveBeenCalled();
  runs(retirement, 1);
  expect(retirement.drains).toBe(true);
  retirement.idle();
  expect(onRetired).toHaveBeenCalledOnce();
  expect(retirement.drains).toBe(true);
});

test('a long run keeps it at work: it goes on for a thousand runs more, or until nothing runs', () => {
  const onRetired = vi.fn();
  const retirement = new Retirement(onRetired);
  runs(retirement, 1000);
  vi.advanceTimersByTime(60_001);
  expect(retirement.drains).toBe(false);
  runs(retirement, 999);
  expect(retirement.drains).toBe(false);
  expect(onRetired).not.toHaveBeenCalled();
  runs(retirement, 1);
  expect(retirement.drains).toBe(true);
  vi.advanceTimersByTime(60_001);
  expect(retirement.drains).toBe(false);
  retirement.idle();
  expect(onRetired).toHaveBeenCalledOnce();
  expect(retirement.drains).toBe(true);
});
