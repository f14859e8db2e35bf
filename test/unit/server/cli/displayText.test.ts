import { describe, expect, test } from 'vitest';
import {
  cutToWidth,
  displayWidth,
  oneLine,
  padToWidth,
  wrapText,
} from '../../../../server/cli/displayText.ts';

describe('a text of others', () => {
  test('can neither break the line nor steer the terminal', () => {
    expect(oneLine('a\nb\tc\u001b[31mred\u001b[0m\u001b]0;title\u0007\u202eoverturned')).toBe(
      'a b cred overturned',
    );
  });

  test('keeps what is only unusual', () => {
    expect(oneLine('naïve 日本 🚂')).toBe('naïve 日本 🚂');
  });
});

test.each([
  ['plain', 5],
  ['日本', 4],
  ['🚂', 2],
  ['e\u0301', 1],
  ['', 0],
])('%j takes %d columns', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

describe('cutting', () => {
  test('leaves what fits', () => {
    expect(cutToWidth('12345', 5)).toBe('12345');
    expect(cutToWidth('x'.repeat(1000), Number.POSITIVE_INFINITY)).toHaveLength(1000);
  });

  test.each([
    ['123456', 5, '1234…'],
    ['123 456', 5, '123…'],
    ['日本語日本語', 6, '日本…'],
  ])('%j to %d columns gives %j', (text, width, cut) => {
    expect(cutToWidth(text, width)).toBe(cut);
    expect(displayWidth(cut)).toBeLessThanOrEqual(width);
  });
});

test('padding counts columns, not characters', () => {
  expect(padToWidth('日', 4)).toBe('日  ');
  expect(padToWidth('7', 3, 'right')).toBe('  7');
});

test('text wraps between words, and a long word stays whole', () => {
  expect(wrapText('one two three https://example.test/a-long-path four', 9)).toEqual([
    'one two',
    'three',
    'https://example.test/a-long-path',
    'four',
  ]);
});
