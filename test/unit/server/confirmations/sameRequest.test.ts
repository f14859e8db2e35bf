import { expect, test } from 'vitest';
import { sameInput } from '../../../../server/confirmations/sameRequest.ts';

const same = (a: string, b: string) => sameInput({ command: a }, { command: b });

test.each([
  ['npm test', 'npm   test'],
  ['npm test', `"npm" 'test'`],
  ['a; b', 'a; b'],
  ['echo $X', 'echo $X'],
  ["echo 'unbalanced", "echo 'unbalanced"],
])('the same: %j and %j', (a, b) => {
  expect(same(a, b)).toBe(true);
});

test.each([
  ['npm test', 'npm test --other'],
  ['npm test', 'npm test; rm x'],
  ['npm test', 'npm test && rm x'],
  ['npm test', 'npm test $(rm x)'],
  ['npm test', 'npm test > x'],
  ['npm test', 'X=1 npm test'],
  ['npm test', 'npm test &'],
  ['npm test', 'npm "test "'],
  ['npm test', 'npm test\u00a0'],
  ['npm test', 'npm test\nrm x'],
  ['npm te*', 'npm te[*]'],
  ['a; b', 'a;b'],
  ['echo $X', 'echo "$X"'],
])('not the same: %j and %j', (a, b) => {
  expect(same(a, b)).toBe(false);
});

test('what a command is described as makes no difference; everything else does', () => {
  expect(sameInput({ command: 'a', description: 'x' }, { description: 'y', command: 'a' })).toBe(true);
  expect(sameInput({ command: 'a' }, { command: 'a', run_in_background: true })).toBe(false);
  expect(sameInput({ file_path: '/a', content: 'x' }, { content: 'x', file_path: '/a' })).toBe(true);
  expect(sameInput({ file_path: '/a', content: 'x' }, { file_path: '/a', content: 'y' })).toBe(false);
  expect(sameInput({ command: ['a'] }, { command: 'a' })).toBe(false);
  expect(sameInput({ __proto__: null, a: 1 }, JSON.parse('{"__proto__":1,"a":1}'))).toBe(false);
});
