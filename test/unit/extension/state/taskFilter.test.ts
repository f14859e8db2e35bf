import { expect, test } from 'vitest';
import { filterQuery, matches, parseFilter } from '../../../../extension/state/taskFilter.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

test('what is typed is read in any order, quoted where it has spaces', () => {
  expect(
    parseFilter('npm tag:env:prod status:failure status:cancelled "run it" user:me project:site'),
  ).toEqual({
    text: 'npm run it',
    projectId: 'site',
    userId: 'me',
    statuses: ['failure', 'revoked'],
    tags: ['env:prod'],
  });
  expect(parseFilter('user:"a b"')).toEqual({ userId: 'a b' });
  expect(parseFilter('  ')).toEqual({});
});

test('a wrong word is told, with what is allowed', () => {
  expect(() => parseFilter('status:broken')).toThrow(/none of pending, received/);
  expect(() => parseFilter('tag:prod')).toThrow(/tag:env:prod/);
});

test('the server is asked for the same', () => {
  expect(filterQuery(parseFilter('a&b status:failure tag:env:a=b user:me'))).toBe(
    'text=a%26b&user_id=me&status=failure&tag=env%3Aa%3Db',
  );
});

test('a task fits when all holds', () => {
  const task = taskSummary({ name: 'Nightly Report', tags: { env: 'a:b' }, status: 'failure' });
  for (const fitting of ['nightly', 'NPM', 'tag:env:a:b', 'status:failure project:default user:admin'])
    expect(matches(parseFilter(fitting), task, undefined), fitting).toBe(true);
  for (const other of [
    'daily',
    'tag:env:a',
    'status:success',
    'project:x',
    'user:x',
    'user:me',
    'nightly tag:a:b',
  ])
    expect(matches(parseFilter(other), task, undefined), other).toBe(false);
  expect(matches(parseFilter('user:me'), task, task.user_id)).toBe(true);
  expect(matches(parseFilter('user:me'), task, 'ada')).toBe(false);
});
