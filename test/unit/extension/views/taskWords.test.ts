import { expect, test } from 'vitest';
import { outcomeInWords, shortStatus } from '../../../../extension/views/taskWords.ts';
import { formatDuration } from '../../../../shared/formatDuration.ts';
import { shownText } from '../../../../shared/shownText.ts';
import { taskStates } from '../../../../shared/taskState.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

const now = Date.parse('2026-01-01T10:05:30.000Z');

test('durations are as people say them', () => {
  expect([0, 59, 60, 3599, 3600, 11_100, 86_400, 200_000].map((s) => formatDuration(s))).toEqual([
    '0 s',
    '59 s',
    '1 min',
    '59 min',
    '1 h',
    '3 h 5 min',
    '1 d',
    '2 d 7 h',
  ]);
  expect([0.25, 9.99, 75, 120].map((s) => formatDuration(s, true))).toEqual([
    '0.3 s',
    '10.0 s',
    '1 min 15 s',
    '2 min',
  ]);
});

test('beside a name stands what matters most', () => {
  const started_at = '2026-01-01T10:05:00.000Z';
  expect(shortStatus(taskSummary({ status: 'running', started_at }), now)).toBe('30 s');
  expect(
    shortStatus(taskSummary({ status: 'running', started_at, cancel_requested_at: started_at }), now),
  ).toBe('is being cancelled');
  const blocked_on = {
    reason: 'no_worker',
    detail: 'no worker is connected',
    position: null,
    next_try_at: null,
  } as const;
  expect(shortStatus(taskSummary({ blocked_on }), now)).toBe('no worker is connected · 6 min');
  expect(shortStatus(taskSummary({ status: 'failure', duration: 12 }), now)).toBe('failed · ran 12 s');
  const times = { started_at, completed_at: '2026-01-01T10:05:20.000Z', duration: 1.2 };
  expect(shortStatus(taskSummary({ status: 'success', ...times }), now)).toBe(
    'ran 1.2 s, waited 18 s for people',
  );
  for (const status of taskStates) expect(shortStatus(taskSummary({ status }), now)).not.toBe('');
});

test('an outcome names its error', () => {
  const task = taskSummary({ status: 'failure', duration: 2, error_message: 'exit code 3' });
  expect(outcomeInWords(task)).toBe('failed · ran 2.0 s: exit code 3');
});

test('what hides in a text is shown', () => {
  expect(shownText('rm\u001b[2K -rf\r\u202e/')).toBe(String.raw`rm\u{1b}[2K -rf\u{d}\u{202e}/`);
  expect(shownText('a\tb\nc é 漢')).toBe('a\tb\nc é 漢');
});
