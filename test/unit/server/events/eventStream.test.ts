import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareCursors } from '../../../../server/events/eventStream.ts';

const place = fc.tuple(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
);
const cursor = ([time, count]: [bigint, bigint]) => `${time}-${count}`;

test('cursors are ordered by number, not by text', () => {
  expect(compareCursors('9-0', '10-0')).toBe(-1);
  expect(compareCursors('10-2', '10-10')).toBe(-1);
  expect(compareCursors('11-0', '10-99')).toBe(1);
  expect(compareCursors('7-7', '7-7')).toBe(0);
});

test('the order is that of the pairs, also beyond what a double can tell apart', () => {
  fc.assert(
    fc.property(place, place, (a, b) => {
      const expected = a[0] === b[0] ? (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0) : a[0] < b[0] ? -1 : 1;
      expect(compareCursors(cursor(a), cursor(b))).toBe(expected);
      expect(compareCursors(cursor(b), cursor(a))).toBe(0 - expected);
    }),
  );
});
