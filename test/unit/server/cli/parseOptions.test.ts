import { describe, expect, test } from 'vitest';
import {
  collectPair,
  parseSeconds,
  parseTime,
  parseWholeNumber,
} from '../../../../server/cli/parseOptions.ts';

describe('a time span', () => {
  test.each([
    ['90', 90],
    ['1.5', 1.5],
    ['30s', 30],
    ['10m', 600],
    ['2h', 7200],
    ['1d', 86_400],
  ])('%s is %d seconds', (text, seconds) => {
    expect(parseSeconds(text)).toBe(seconds);
  });

  test.each(['', 'm', '-1', '1 h', '1w', '1e3', '0x10', 'Infinity'])('%j is refused', (text) => {
    expect(() => parseSeconds(text)).toThrow(/seconds/);
  });
});

describe('a whole number', () => {
  test('is read, also one that the server will refuse', () => {
    expect(parseWholeNumber('-3')).toBe(-3);
  });

  test.each(['', '1.5', 'x', '1e3', '9'.repeat(30)])('%j is refused', (text) => {
    expect(() => parseWholeNumber(text)).toThrow(/whole number/);
  });
});

describe('a time', () => {
  test('with a zone is that instant', () => {
    expect(parseTime('2026-03-01T14:05:09.5+02:00')).toBe('2026-03-01T12:05:09.500Z');
    expect(parseTime('2026-03-01 14:05Z')).toBe('2026-03-01T14:05:00.000Z');
  });

  test('without one is the time here', () => {
    expect(parseTime('2026-03-01 14:05')).toBe(new Date(2026, 2, 1, 14, 5).toISOString());
  });

  test.each(['tomorrow', '14:05', '2026-13-01 14:05', '2026-02-29 14:05', '2026-03-01', '1772373900'])(
    '%j is refused',
    (text) => {
      expect(() => parseTime(text)).toThrow(/time such as/);
    },
  );
});

describe('pairs', () => {
  test('are collected; the value may hold anything', () => {
    const first = collectPair('A=1');
    expect(collectPair('B=x=y z', first)).toEqual({ A: '1', B: 'x=y z' });
    expect(collectPair('C=')).toEqual({ C: '' });
  });

  test.each(['A', '=1', ''])('%j is refused', (text) => {
    expect(() => collectPair(text)).toThrow(/NAME=value/);
  });
});
