import { expect, test } from 'vitest';
import { sameRelease } from '../../../../extension/state/sameRelease.ts';

test.each([
  ['0.1.0', '0.1.0', true],
  ['0.1.0', '0.1.9', true],
  ['0.1.0', '0.2.0', false],
  ['1.2.3', '11.2.3', false],
  ['1.2.3', '1.20.3', false],
])('%s and %s are of one release: %s', (one, other, same) => {
  expect(sameRelease(one, other)).toBe(same);
  expect(sameRelease(other, one)).toBe(same);
});
