import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { uuidV7From } from '../../../shared/uuidV7.ts';

test('is a UUID of version 7 that begins with its time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (timeMs) => {
      const id = uuidV7From(timeMs, randomUUID());
      expect(z.uuidv7().safeParse(id).success).toBe(true);
      expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(timeMs);
    }),
  );
});

test('a later one comes later in the alphabet', () => {
  const [first, second] = [
    uuidV7From(1_700_000_000_000, randomUUID()),
    uuidV7From(1_700_000_000_001, randomUUID()),
  ];
  expect(first < second).toBe(true);
});
