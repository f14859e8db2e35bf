import { describe, expect, test } from 'vitest';
import { cronProblem, isTimeZone } from '../../../shared/cron.ts';

test.each([
  '* * * * *',
  '  0   0  1 1 * ',
  '*/15 * * * *',
  '0-30/10 9-17 * * MON-FRI',
  '0 0 1,15 JAN,jul 0',
  '59 23 31 12 7',
  '0 0 * * 5-7',
])('%j is taken', (cron) => expect(cronProblem(cron)).toBeUndefined());

describe('says what is wrong, and what is allowed', () => {
  test.each([
    ['', /has 0 fields/],
    ['* * * *', /has 4 fields and must have five: minute, hour, day of month, month, day of week$/],
    ['* * * * * *', /six|seconds/],
    ['@daily', /write 0 0 \* \* \* instead of @daily/],
    ['@reboot', /not known/],
    ['60 * * * *', /^minute: "60" is not a value. Allowed: 0–59/],
    ['-1 * * * *', /^minute/],
    ['1.5 * * * *', /^minute/],
    ['* 7-5 * * *', /^hour: the range 7-5 runs backwards/],
    ['* * 32 * *', /^day of month: "32"/],
    ['* * L * *', /^day of month: "L"/],
    ['* * ? * *', /^day of month: "\?"/],
    ['* * 15W * *', /^day of month/],
    ['* * * FOO *', /^month: "FOO".*JAN–DEC/],
    ['* * * JAN-DEC-JAN *', /not a range/],
    ['* * * * MON#2', /^day of week: "MON#2".*SUN–SAT/],
    ['* * * * +MON', /^day of week/],
    ['*/0 * * * *', /step.*1 to 59/],
    ['*/60 * * * *', /step.*1 to 59/],
    ['*/ * * * *', /step/],
    ['5/15 * * * *', /needs \* or a range/],
    ['1,,2 * * * *', /^minute: "" is not a value/],
    ['1/2/3 * * * *', /not a value/],
  ])('%j', (cron, problem) => expect(cronProblem(cron)).toMatch(problem));
});

test.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', 'EST'])(
  '%s is a time zone',
  (name) => expect(isTimeZone(name)).toBe(true),
);
test.each(['', 'Berlin', '+02:00', 'UTC+2', 'Europe/Berlin ', 'Europe/../UTC'])('%j is none', (name) =>
  expect(isTimeZone(name)).toBe(false),
);
