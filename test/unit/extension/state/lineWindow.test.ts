import { describe, expect, test } from 'vitest';
import { withoutTime } from '../../../../extension/state/lineTime.ts';
import { LineWindow, plainLine, WINDOW_CHARS_MAX } from '../../../../extension/state/lineWindow.ts';
import type { LogLine } from '../../../../shared/logs.ts';

const line = (seq: number, text = `line ${seq}`): LogLine => ({
  seq,
  at: '2026-01-01T10:00:00.000Z',
  run: 1,
  stream: 'stdout',
  text,
});
const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => line(from + index));

test('keeps the last lines, and drops the others in blocks', () => {
  const window = new LineWindow(100);
  window.append(lines(1, 120));
  expect([window.firstSeq, window.lastSeq, window.cuts]).toEqual([1, 120, 0]);
  window.append(lines(121, 130));
  expect([window.firstSeq, window.lastSeq, window.cuts]).toEqual([31, 130, 1]);
  expect(window.text().split('\n')).toHaveLength(101);
});

test('makes room for earlier lines for good', () => {
  const window = new LineWindow(100);
  window.append(lines(1001, 1100));
  window.prepend(lines(901, 1000));
  window.append(lines(1101, 1140));
  expect([window.firstSeq, window.lastSeq]).toEqual([901, 1140]);
});

test('stays small however long the lines are', () => {
  const window = new LineWindow(1000);
  for (let seq = 1; seq <= 200; seq++) window.append([line(seq, 'x'.repeat(64 * 1024))]);
  expect(window.text().length).toBeLessThan(WINDOW_CHARS_MAX * 1.3);
  expect(window.lastSeq).toBe(200);
  window.append([line(201, 'x'.repeat(WINDOW_CHARS_MAX * 2))]);
  expect([window.firstSeq, window.lastSeq]).toEqual([201, 201]);
});

test('shows what a terminal would show, without its colours', () => {
  expect(plainLine({ text: '\u001b[31mred\u001b[0m', stream: 'stdout' })).toBe('red');
  expect(plainLine({ text: ' 10 %\r 50 %\r100 %\r', stream: 'stderr' })).toBe('100 %');
  expect(plainLine({ text: '', stream: 'stdout' })).toBe('');
  expect(plainLine({ text: 'run 2 begins', stream: 'system' })).toBe('[switchyard] run 2 begins');
});

test('puts the time before each line, and moves its colours', () => {
  const window = new LineWindow(100);
  window.append([line(1, '\u001b[31mred\u001b[0m')]);
  const [row = ''] = window.text(true).split('\n');
  expect(withoutTime(row)).toBe('red');
  expect(new Date(row.slice(0, 23)).toISOString()).toBe('2026-01-01T10:00:00.000Z');
  const [[span] = []] = window.spans(true);
  expect(row.slice(span?.start, span?.end)).toBe('red');
  expect(window.text()).toBe('red\n');
});

describe('colour that is left on', () => {
  const RED = '\u001b[31m';
  const RESET = '\u001b[0m';
  /** For each line, whether it is red. */
  const reds = (window: LineWindow) => window.spans().map(([span]) => span?.color === 'red');

  test('goes on in the lines that follow, until it is taken back or another run begins', () => {
    const window = new LineWindow(100);
    window.append([line(1, `${RED}begins`), { ...line(2, 'told'), stream: 'system' }, line(3)]);
    window.append([line(4, `ends${RESET}`), line(5), line(6, RED), line(7)]);
    window.append([{ ...line(8), run: 2 }]);
    expect(reds(window)).toEqual([true, false, true, true, false, false, true, false]);
  });

  test('goes on when the line that began it has left at the head, and when it comes back', () => {
    const window = new LineWindow(100);
    window.append([line(1, `${RED}begins`), ...lines(2, 130)]);
    expect(window.firstSeq).toBe(31);
    expect(reds(window)).not.toContain(false);
    window.prepend(lines(11, 30));
    expect(reds(window)).not.toContain(false);
    window.prepend([line(1), line(2, `${RED}begins`), ...lines(3, 10)]);
    expect(reds(window)).toEqual([false, ...Array(129).fill(true)]);
  });

  test('is learnt from earlier lines', () => {
    const window = new LineWindow(100);
    window.append([line(11), line(12, `ends${RESET}`), line(13)]);
    expect(reds(window)).toEqual([false, false, false]);
    window.prepend([line(10, `${RED}begins`)]);
    expect(reds(window)).toEqual([true, true, true, false]);
    window.prepend([{ ...line(9, RED), run: 0 }]);
    expect(reds(window)).toEqual([false, true, true, true, false]);
  });
});
