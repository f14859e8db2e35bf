import { describe, expect, test } from 'vitest';
import { formatAge, formatBytes, formatDuration, formatTime } from '../../../../server/cli/formatQuantity.ts';

test.each([
  [0, '0s'],
  [0.034, '0.03s'],
  [1, '1s'],
  [4.23, '4.2s'],
  [9.97, '10s'],
  [59.4, '59s'],
  [59.6, '1m00s'],
  [185, '3m05s'],
  [7800, '2h10m'],
  [86_400 * 3 + 4 * 3600, '3d04h'],
  [-1, '0s'],
])('%d seconds take %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

describe('an age', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  test.each([
    ['2026-03-01T12:00:05Z', '0s'],
    ['2026-03-01T11:59:01.500Z', '58s'],
    ['2026-03-01T11:58:59Z', '1m'],
    ['2026-03-01T10:00:00Z', '2h'],
    ['2026-02-01T12:00:00Z', '28d'],
  ])('of what was at %s is %s', (at, text) => {
    expect(formatAge(at, now)).toBe(text);
  });
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KiB'],
  [5 * 1024 ** 3, '5.0 GiB'],
  [3 * 1024 ** 4, '3.0 TiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('a time is shown as the clock here shows it', () => {
  const at = new Date(2026, 2, 1, 4, 5, 9);
  expect(formatTime(at.toISOString())).toBe('2026-03-01 04:05:09');
});
