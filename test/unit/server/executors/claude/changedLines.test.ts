import { expect, test } from 'vitest';
import { changedLines } from '../../../../../server/executors/claude/transcript/changedLines.ts';

test('lines that stay between two changes are no changes', () => {
  expect(changedLines('a\nb\nc\nd\ne', 'a\nB\nc\nD\ne')).toEqual([
    '  a',
    '- b',
    '+ B',
    '  c',
    '- d',
    '+ D',
    '  e',
  ]);
});

test('only two lines around a change are shown', () => {
  expect(changedLines('1\n2\n3\nx\n4\n5\n6\n', '1\n2\n3\n4\n5\n6\n')).toEqual([
    '  2',
    '  3',
    '- x',
    '  4',
    '  5',
  ]);
});

test('what is new has no lines that are gone, and line ends of Windows are no change', () => {
  expect(changedLines('', 'a\nb\n')).toEqual(['+ a', '+ b']);
  expect(changedLines('a\nb\n', '')).toEqual(['- a', '- b']);
  expect(changedLines('a\r\nb\r\n', 'a\nb\nc\n')).toEqual(['  a', '  b', '+ c']);
});

test('a change of thousands of lines is shown as all that goes and all that comes', () => {
  const lines = (word: string) => Array.from({ length: 2000 }, (_, index) => `${word} ${index}`).join('\n');
  const changed = changedLines(lines('old'), lines('new'));
  expect(changed).toHaveLength(4000);
  expect(changed[0]).toBe('- old 0');
  expect(changed.at(-1)).toBe('+ new 1999');
});
