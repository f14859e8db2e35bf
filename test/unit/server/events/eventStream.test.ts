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

test('a place within an entry lies before the place after all of it, and after those before', () => {
  const inOrder = ['6-9', '7-7.1', '7-7.2', '7-7.10', '7-7', '7-8.1'];
  for (const [index, each] of inOrder.entries()) {
    expect(compareCursors(each, each)).toBe(0);
    for (const later of inOrder.slice(index + 1)) {
      expect([each, later, compareCursors(each, later)]).toEqual([each, later, -1]);
      expect([later, each, compareCursors(later, each)]).toEqual([later, each, 1]);
    }
  }
});
