import { expect, test } from 'vitest';
import { continuedName } from '../../../shared/continuedTask.ts';

test.each([
  ['mend the tests', 'mend the tests (2)'],
  ['mend the tests (2)', 'mend the tests (3)'],
  ['mend the tests (9)', 'mend the tests (10)'],
  ['look at f(2)', 'look at f(2) (2)'],
  ['(2)', '(2) (2)'],
])('%s goes on as %s', (name, next) => {
  expect(continuedName(name)).toBe(next);
});

test('it stays as short as a name has to be', () => {
  const name = continuedName('x'.repeat(200));
  expect(name).toHaveLength(200);
  expect(name).toMatch(/x \(2\)$/);
  expect(continuedName(`${'x'.repeat(195)}😀😀`).isWellFormed()).toBe(true);
});
