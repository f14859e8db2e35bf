/** The table of docs/decisions/cron.md, as it is. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lastTime, nextTime, nextTimes } from '../../../../server/schedules/cronTimes.ts';
import { cronProblem } from '../../../../shared/cron.ts';

const NEW_YORK = 'America/New_York';
/** In UTC and without what all have in common: `03-08T07:00`. */
const times = (cron: string, timezone: string, after: string, count: number) =>
  nextTimes({ cron, timezone }, new Date(after), count).map((time) => time.toISOString().slice(5, 16));

describe('the hour that is skipped (New York, 8 March 2026, 02:00 EST becomes 03:00 EDT)', () => {
  const after = '2026-03-08T05:59:00Z';
  test.each([
    ['a fixed time comes right after the gap', '30 2 * * *', ['03-08T07:00', '03-09T06:30']],
    ['once, however many lie in the gap', '0,30 2 * * *', ['03-08T07:00', '03-09T06:00']],
    ['and not beside the time at its end', '0 1-3 * * *', ['03-08T06:00', '03-08T07:00', '03-09T05:00']],
    ['an interval goes on in real time', '*/30 * * * *', ['03-08T06:00', '03-08T06:30', '03-08T07:00']],
    ['also one an hour', '15 * * * *', ['03-08T06:15', '03-08T07:15', '03-08T08:15']],
    ['an interval within the gap is skipped', '*/30 2 * * *', ['03-09T06:00', '03-09T06:30']],
  ])('%s', (_case, cron, expected) => {
    expect(times(cron, NEW_YORK, after, expected.length)).toEqual(expected);
  });
});

describe('the hour that comes twice (New York, 1 November 2026, 02:00 EDT becomes 01:00 EST)', () => {
  const after = '2026-11-01T04:59:00Z';
  test.each([
    ['a fixed time comes the first time only', '30 1 * * *', ['11-01T05:30', '11-02T06:30']],
    ['so does a list of them', '0,30 1 * * *', ['11-01T05:00', '11-01T05:30', '11-02T06:00']],
    ['and a range of hours', '0 1-3 * * *', ['11-01T05:00', '11-01T07:00', '11-01T08:00']],
    ['an interval goes on in real time', '*/30 * * * *', ['11-01T05:00', '11-01T05:30', '11-01T06:00']],
    ['also one an hour', '15 * * * *', ['11-01T05:15', '11-01T06:15', '11-01T07:15']],
    [
      'and one within that hour',
      '*/30 1 * * *',
      ['11-01T05:00', '11-01T05:30', '11-01T06:00', '11-01T06:30'],
    ],
  ])('%s', (_case, cron, expected) => {
    expect(times(cron, NEW_YORK, after, expected.length)).toEqual(expected);
  });
});

describe('other zones', () => {
  test.each([
    ['Europe/Berlin', '30 2 * * *', '2026-03-28T12:00:00Z', ['03-29T01:00', '03-30T00:30']],
    ['Europe/Berlin', '30 2 * * *', '2026-10-24T12:00:00Z', ['10-25T00:30', '10-26T01:30']],
    ['Europe/London', '30 1 * * *', '2026-03-28T12:00:00Z', ['03-29T01:00', '03-30T00:30']],
    // Half an hour is skipped and repeated.
    ['Australia/Lord_Howe', '15 2 * * *', '2026-10-03T00:00:00Z', ['10-03T15:30', '10-04T15:15']],
    ['Australia/Lord_Howe', '45 1 * * *', '2026-04-04T00:00:00Z', ['04-04T14:45', '04-05T15:15']],
    // Midnight itself is skipped.
    ['America/Santiago', '0 0 * * *', '2026-09-05T12:00:00Z', ['09-06T04:00', '09-07T03:00']],
    ['Asia/Kolkata', '0 9 * * *', '2026-01-01T00:00:00Z', ['01-01T03:30', '01-02T03:30']],
    ['Asia/Kathmandu', '0 0 * * *', '2026-01-01T00:00:00Z', ['01-01T18:15', '01-02T18:15']],
    ['Pacific/Kiritimati', '0 0 1 * *', '2026-01-15T00:00:00Z', ['01-31T10:00', '02-28T10:00']],
  ])('%s %s', (zone, cron, after, expected) => {
    expect(times(cron, zone, after, expected.length)).toEqual(expected);
  });
});

describe('the calendar', () => {
  const days = (cron: string, after: string, count: number) =>
    nextTimes({ cron, timezone: 'UTC' }, new Date(after), count).map((time) =>
      time.toISOString().slice(0, 10),
    );
  test.each([
    ['months without a 31st are passed over', '0 0 31 * *', ['2026-01-31', '2026-03-31', '2026-05-31']],
    ['leap days', '0 0 29 2 *', ['2028-02-29', '2032-02-29']],
    ['day of month or day of week', '0 0 13 * FRI', ['2026-01-02', '2026-01-09', '2026-01-13', '2026-01-16']],
    ['0 is Sunday', '0 0 * * 0', ['2026-01-04', '2026-01-11']],
    ['7 is Sunday', '0 0 * * 7', ['2026-01-04', '2026-01-11']],
    ['7 ends a range', '0 0 * * 6-7', ['2026-01-03', '2026-01-04', '2026-01-10']],
    ['names of days', '0 0 * * mon-wed', ['2026-01-05', '2026-01-06', '2026-01-07', '2026-01-12']],
    ['names of months', '0 0 1 MAR,Dec *', ['2026-03-01', '2026-12-01']],
    ['steps over days begin at the first', '0 0 */10 * *', ['2026-01-11', '2026-01-21', '2026-01-31']],
    ['a step of days or a day of the week', '0 0 */10 * MON', ['2026-01-05', '2026-01-11', '2026-01-12']],
  ])('%s', (_case, cron, expected) => {
    expect(days(cron, '2026-01-01T00:00:00Z', expected.length)).toEqual(expected);
  });

  test('steps over hours begin anew each day', () => {
    expect(times('0 */7 * * *', 'UTC', '2026-01-01T12:00:00Z', 3)).toEqual([
      '01-01T14:00',
      '01-01T21:00',
      '01-02T00:00',
    ]);
  });

  test('a day that never comes', () => {
    expect(nextTime({ cron: '0 0 30 2 *', timezone: 'UTC' }, new Date())).toBeNull();
    expect(lastTime({ cron: '0 0 31 4,6 *', timezone: 'UTC' }, new Date())).toBeNull();
  });
});

const field = (min: number, max: number) => {
  const value = fc.integer({ min, max });
  const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const step = fc.integer({ min: 1, max });
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant('*') },
    value.map(String),
    range,
    fc.tuple(fc.oneof(fc.constant('*'), range), step).map(([base, n]) => `${base}/${n}`),
    fc.array(value, { minLength: 1, maxLength: 4 }).map((list) => list.join(',')),
  );
};
const rules = fc.record({
  cron: fc
    .tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 7))
    .map((parts) => parts.join(' ')),
  timezone: fc.constantFrom('UTC', NEW_YORK, 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu'),
});
const instants = fc.date({
  min: new Date('2024-01-01T00:00:00Z'),
  max: new Date('2030-01-01T00:00:00Z'),
  noInvalidDate: true,
});

test('what the contract takes, the calendar understands; forwards and backwards meet', () => {
  fc.assert(
    fc.property(rules, instants, (rule, at) => {
      expect(cronProblem(rule.cron)).toBeUndefined();
      const next = nextTime(rule, at);
      if (!next) return;
      expect(next.getTime()).toBeGreaterThan(at.getTime());
      expect(next.getTime() % 60_000).toBe(0);
      expect(lastTime(rule, next)).toEqual(next);
      const before = lastTime(rule, new Date(next.getTime() - 1));
      expect(before === null || before <= at).toBe(true);
    }),
    { numRuns: 300 },
  );
});
