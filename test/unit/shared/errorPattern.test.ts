import { describe, expect, test } from 'vitest';
import { errorTypeOf, programErrorClasses } from '../../../shared/errorClasses.ts';
import { errorPatternsSchema } from '../../../shared/errorPattern.ts';

const error_class = 'SystemFailure';
const problemsOf = (patterns: unknown) =>
  errorPatternsSchema.safeParse(patterns).error?.issues.map(({ path }) => path.join('.'));

test.each([
  [{ exit_code: 0, error_class }],
  [{ exit_code: 255, output: 'x', error_class }],
  [{ signal: 'SIGKILL', error_class }],
  [{ output: ' * '.padEnd(500), error_class }],
])('%j is a pattern, and stays as it is', (pattern) => {
  expect(errorPatternsSchema.parse([pattern])).toEqual([pattern]);
});

describe('is refused, with its place', () => {
  test.each([
    [{ error_class }, '0'],
    [{ exit_code: 1 }, '0.error_class'],
    [{ exit_code: -1, error_class }, '0.exit_code'],
    [{ exit_code: 256, error_class }, '0.exit_code'],
    [{ exit_code: 1.5, error_class }, '0.exit_code'],
    [{ signal: 'KILL', error_class }, '0.signal'],
    [{ signal: 'SIGKIL', error_class }, '0.signal'],
    [{ exit_code: 1, signal: 'SIGKILL', error_class }, '0.signal'],
    [{ output: '', error_class }, '0.output'],
    [{ output: 'x'.repeat(501), error_class }, '0.output'],
    [{ output: 'two\nlines', error_class }, '0.output'],
    [{ output: '\ud800', error_class }, '0.output'],
    [{ exit_code: 1, error_class: 'Unheard' }, '0.error_class'],
    [{ exit_code: 1, error_class: 'toString' }, '0.error_class'],
    [{ exit_code: 1, error_class, colour: 'red' }, '0'],
  ])('%j', (pattern, path) => {
    expect(problemsOf([pattern])).toEqual([path]);
  });

  test.each([
    'WorkerLost',
    'ConfirmationExpired',
    'SilenceTimeout',
    'MemoryLimitExceeded',
    'CpuLimitExceeded',
  ])('%s, which only the server can tell', (own) => {
    expect(problemsOf([{ exit_code: 1, error_class: own }])).toEqual(['0.error_class']);
  });

  test('the 51st', () => {
    const patterns = Array(51).fill({ exit_code: 1, error_class });
    expect(problemsOf(patterns.slice(1))).toBeUndefined();
    expect(problemsOf(patterns)).toEqual(['']);
  });
});

test('a project may choose names of every class', () => {
  expect(new Set(programErrorClasses.map(errorTypeOf))).toEqual(
    new Set(['retriable', 'non_retriable', 'critical']),
  );
});
