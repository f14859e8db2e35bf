import { describe, expect, test } from 'vitest';
import { overallRate, seriesOf } from '../../../webview/series.ts';
import { firstChoice, initialState, reducePage } from '../../../webview/state.ts';
import { duration, fromNow, percent, scheduleInWords } from '../../../webview/words.ts';

describe('figures', () => {
  test.each([
    [null, '–'],
    [0.25, '250 ms'],
    [3.25, '3.3 sec'],
    [59, '59 sec'],
    [150, '3 min'],
    [7260, '2 hr 1 min'],
  ])('%s s', (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });

  test('a rate is 100% only if nothing failed', () => {
    expect([null, 0, 0.5, 0.9999, 1].map(percent)).toEqual(['–', '0%', '50%', '> 99%', '100%']);
  });

  test('times from now', () => {
    const now = Date.parse('2030-01-01T00:00:00Z');
    expect(fromNow('2030-01-01T01:30:00Z', now)).toBe('in 1 hr 30 min');
    expect(fromNow('2029-12-31T23:59:30Z', now)).toBe('30 sec ago');
  });

  test('schedules in words, and as they are if there are none', () => {
    expect(scheduleInWords({ cron: '30 2 * * 1-5', timezone: 'UTC' })).toBe(
      'At 02:30, Monday through Friday (UTC)',
    );
    expect(scheduleInWords({ cron: 'now and then', timezone: 'UTC' })).toBe('now and then (UTC)');
  });
});

describe('charts', () => {
  const day = { avg_duration: 1, max_duration: 1, min_duration: 1, p50_duration: 1, p95_duration: 2 };
  const nothing = { avg_duration: null, max_duration: null, min_duration: null };
  const performance = {
    kind: null,
    items: [
      { day: '2030-01-02', ...day, total_tasks: 4, success_rate: 0.75 },
      {
        ...nothing,
        day: '2030-01-01',
        p50_duration: null,
        p95_duration: null,
        total_tasks: 0,
        success_rate: null,
      },
    ],
  };

  test('begin with the oldest day', () => {
    expect(seriesOf(performance)).toEqual({
      days: ['2030-01-01', '2030-01-02'],
      succeeded: [0, 3],
      failed: [0, 1],
      successRate: [null, 75],
      p50: [null, 1],
      p95: [null, 2],
    });
  });

  test('a rate over all days weighs them by their tasks', () => {
    expect(overallRate(performance)).toBe(0.75);
    expect(overallRate({ kind: null, items: [] })).toBeNull();
  });
});

test('while the server is away, what came before stays', () => {
  const data = { server: 'http://127.0.0.1:1' } as never;
  const shown = reducePage(initialState(firstChoice), { type: 'data', data });
  const away = reducePage(shown, { type: 'trouble', message: 'away', signIn: false });
  expect(away).toEqual({ choice: firstChoice, data, trouble: { message: 'away', signIn: false } });
  expect(reducePage(away, { type: 'data', data }).trouble).toBeUndefined();
});
