import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../../server/executors/executor.ts';
import { failedEvent } from '../../../../server/executors/failedEvent.ts';
import { classedEnd, isProgramsFailure } from '../../../../server/worker/errorPatterns.ts';
import type { ErrorPattern } from '../../../../shared/errorPattern.ts';

type Failed = Extract<RunEvent, { type: 'error' }>;

const failure = {
  errorClass: 'CommandFailed' as const,
  message: 'the command exited with code 3',
  advice: 'Look.',
};
const exited = (exitCode: number): Failed => ({
  type: 'error',
  failure,
  exitCode,
  signal: null,
  byItself: true,
});
const killed: Failed = { ...exited(0), exitCode: null, signal: 'SIGKILL' };

/** The class that the end gets; undefined where none of the patterns fits. */
function classOf(patterns: ErrorPattern[], { end = exited(3), stdout = '', stderr = '' } = {}) {
  const classed = classedEnd(end, 'ship', patterns, [stdout, stderr]);
  return classed === end ? undefined : (classed as Failed).failure.errorClass;
}
const fitsOutput = (output: string, stdout: string) =>
  classOf([{ output, error_class: 'TemporaryFailure' }], { stdout }) !== undefined;

describe('a pattern', () => {
  test('of an exit code fits that one', () => {
    const patterns: ErrorPattern[] = [{ exit_code: 3, error_class: 'AuthenticationError' }];
    expect(classOf(patterns)).toBe('AuthenticationError');
    expect(classOf(patterns, { end: exited(4) })).toBeUndefined();
    expect(classOf(patterns, { end: killed })).toBeUndefined();
  });

  test('of a signal fits that one', () => {
    const patterns: ErrorPattern[] = [{ signal: 'SIGKILL', error_class: 'SystemFailure' }];
    expect(classOf(patterns, { end: killed })).toBe('SystemFailure');
    expect(classOf(patterns)).toBeUndefined();
    expect(classOf([{ signal: 'SIGTERM', error_class: 'SystemFailure' }], { end: killed })).toBeUndefined();
  });

  test('of output fits in both streams', () => {
    const patterns: ErrorPattern[] = [{ output: 'full', error_class: 'SystemFailure' }];
    expect(classOf(patterns, { stdout: 'begin\nthe disk is full\nend\n' })).toBe('SystemFailure');
    expect(classOf(patterns, { stderr: 'the disk is full' })).toBe('SystemFailure');
    expect(classOf(patterns, { stdout: 'fu\nll\n' })).toBeUndefined();
  });

  test('fits only with all that it names', () => {
    const patterns: ErrorPattern[] = [{ exit_code: 3, output: 'denied', error_class: 'PermissionError' }];
    expect(classOf(patterns, { stderr: 'access denied\n' })).toBe('PermissionError');
    expect(classOf(patterns, { stderr: 'not found\n' })).toBeUndefined();
    expect(classOf(patterns, { stderr: 'access denied\n', end: exited(4) })).toBeUndefined();
  });
});

test.each([
  ['a*c', 'abc', true],
  ['a*c', 'ac', true],
  ['a*c', 'ca', false],
  ['a*a', 'a', false],
  ['ab*ba', 'aba', false],
  ['*a', 'xa', true],
  ['a**b*', 'xaxxby', true],
  ['aab*b', 'aaabab', true],
  ['.', 'a', false],
  ['[x]+$', '[x]+$', true],
  ['A', 'a', false],
  ['two * stars', 'two * stars', true],
  ['a*b', 'a\nb', false],
  ['*', 'anything', true],
  ['*', '\n', false],
])('%j in %j: %s', (output, line, expected) => {
  expect(fitsOutput(output, `${line}\n`)).toBe(expected);
});

test('the first pattern that fits counts, keeps the message, and is named in the advice', () => {
  const patterns: ErrorPattern[] = [
    { exit_code: 4, error_class: 'SecurityError' },
    { exit_code: 3, error_class: 'DataCorruption' },
    { output: 'x', error_class: 'SyntaxError' },
  ];
  expect(classedEnd(exited(3), 'ship', patterns, ['x\n'])).toEqual({
    ...exited(3),
    failure: {
      errorClass: 'DataCorruption',
      message: failure.message,
      advice:
        'error_patterns[1] of the project ship says what this is: DataCorruption. Look at the end of the log.',
    },
  });
});

test('no pattern is asked about what wasn’t the program’s own failure', () => {
  expect([exited(3), killed].map(isProgramsFailure)).toEqual([true, true]);
  const parked = { ...exited(1), failure: { ...failure, park: { until: new Date() } } };
  const success: RunEvent = { type: 'completed', exitCode: 0, signal: null, result: null, byItself: true };
  const others = [undefined, success, failedEvent(failure), { ...exited(3), byItself: false }, parked];
  expect(others.map(isProgramsFailure)).toEqual(others.map(() => false));
});
