import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findTail } from '../../../../extension/api/logTail.ts';

/** A log of `last` lines that counts how often it is asked. */
function logOf(last: number) {
  const log = {
    asked: 0,
    async readLog(_id: string, after: number) {
      log.asked += 1;
      const lines = after < last ? [{ seq: after + 1 }] : [];
      return { lines, next_after: after + lines.length, complete: false } as never;
    },
  };
  return log;
}

test('finds where the last lines begin, with few questions', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(3_000_000), fc.integer({ min: 100, max: 50_000 }), async (last, wanted) => {
      const log = logOf(last);
      const after = await findTail(log, 'a', wanted);
      const shown = last - after;
      expect(shown).toBeLessThanOrEqual(Math.max(wanted, last));
      if (last <= wanted) expect(after).toBe(0);
      else {
        expect(shown).toBeLessThanOrEqual(wanted);
        expect(shown).toBeGreaterThanOrEqual(wanted * 0.74);
      }
      expect(log.asked).toBeLessThan(40);
    }),
  );
});

test('of a million lines takes some fifteen questions', async () => {
  const log = logOf(1_000_000);
  await findTail(log, 'a', 5000);
  expect(log.asked).toBeLessThan(20);
});
