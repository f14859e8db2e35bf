import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunFailure } from '../../../server/tasks/failRun.ts';
import { errorTypeOf } from '../../../shared/errorClasses.ts';

const specified = {
  retriable: [
    'ConnectionError',
    'TimeoutError',
    'TemporaryFailure',
    'RateLimitError',
    'ServiceUnavailable',
    'WorkerLost',
    'CommandFailed',
    'ConfirmationExpired',
  ],
  non_retriable: [
    'AuthenticationError',
    'PermissionError',
    'ValidationError',
    'SyntaxError',
    'ConfigurationError',
  ],
  critical: ['SecurityError', 'DataCorruption', 'SystemFailure'],
};
const known = Object.values(specified).flat();

test.each(Object.entries(specified))('%s are the specified names', (type, names) => {
  for (const name of names) expect([name, errorTypeOf(name)]).toEqual([name, type]);
});

test('a name that is in no class is retriable, even one that every object has', () => {
  for (const name of ['toString', 'constructor', '__proto__', ''])
    expect(errorTypeOf(name)).toBe('retriable');
  fc.assert(
    fc.property(
      fc.string().filter((name) => !known.includes(name)),
      (name) => {
        expect(errorTypeOf(name)).toBe('retriable');
      },
    ),
  );
});

test('the name of a failure, written in another way, doesn’t compile', () => {
  const rest = { message: '', advice: '' };
  const failures: RunFailure[] = [
    { errorClass: 'RateLimitError', ...rest },
    // @ts-expect-error there is a capital L.
    { errorClass: 'RatelimitError', ...rest },
    // @ts-expect-error it has no underscore.
    { errorClass: 'worker_lost', ...rest },
  ];
  expect(failures.map(({ errorClass }) => errorTypeOf(errorClass))).toEqual(Array(3).fill('retriable'));
});
