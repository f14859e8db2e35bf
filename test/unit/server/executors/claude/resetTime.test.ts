import { expect, test } from 'vitest';
import { resetTime } from '../../../../../server/executors/claude/resetTime.ts';

const now = new Date('2026-11-23T21:00:00.000Z');

test.each([
  ['today', 'resets 10:24pm (UTC)', '2026-11-23T22:24:00.000Z'],
  ['the next day', 'resets 1:10am (UTC)', '2026-11-24T01:10:00.000Z'],
  ['the same minute, tomorrow', 'resets 9pm (UTC)', '2026-11-24T21:00:00.000Z'],
  ['noon and midnight', 'resets 12pm (UTC)', '2026-11-24T12:00:00.000Z'],
  ['midnight', 'resets 12am (UTC)', '2026-11-24T00:00:00.000Z'],
  ['a zone to the east', 'resets 3am (Asia/Tokyo)', '2026-11-24T18:00:00.000Z'],
  ['a zone where it is tomorrow already', 'resets 7:30am (Asia/Tokyo)', '2026-11-23T22:30:00.000Z'],
  ['a zone to the west', 'resets 4:05pm (America/New_York)', '2026-11-23T21:05:00.000Z'],
  ['half an hour off', 'resets 5am (Asia/Kolkata)', '2026-11-23T23:30:00.000Z'],
  ['a day', 'resets Nov 25, 3pm (Europe/Berlin)', '2026-11-25T14:00:00.000Z'],
  ['a day with at', 'resets Nov 25 at 3:30pm (UTC)', '2026-11-25T15:30:00.000Z'],
  ['next year', 'resets Jan 2, 6am (UTC)', '2027-01-02T06:00:00.000Z'],
  ['with its year', 'resets Dec 1, 2026, 8am (UTC)', '2026-12-01T08:00:00.000Z'],
  ['24 hours', 'resets 23:15 (UTC)', '2026-11-23T23:15:00.000Z'],
  ['in seconds', 'Claude AI usage limit reached|1795500000', '2026-11-24T06:00:00.000Z'],
])('%s', (_case, text, at) => {
  expect(
    resetTime(`You've hit your session limit · ${text}`.replace(/.*(?=Claude AI)/, ''), now)?.toISOString(),
  ).toBe(at);
});

test('the night in which clocks go back', () => {
  const before = new Date('2026-10-24T20:00:00.000Z');
  expect(resetTime('resets 6am (Europe/Berlin)', before)?.toISOString()).toBe('2026-10-25T05:00:00.000Z');
});
