import { describe, expect, test } from 'vitest';
import { emptyListInWords, listQueryFrom, moreInWords } from '../../../../server/cli/listQueryFrom.ts';

test('every filter has its place in the query', () => {
  const query = listQueryFrom({
    ...{ status: ['running', 'cancelled'], mine: true, project: 'p', kind: 'command' },
    ...{ tag: { a: 'b', c: 'd:e' }, text: 'x y', sort: 'created_at', limit: 5, cursor: 'abc' },
  });
  expect([...query]).toEqual([
    ['status', 'running'],
    ['status', 'cancelled'],
    ['tag', 'a:b'],
    ['tag', 'c:d:e'],
    ['user_id', 'me'],
    ['project_id', 'p'],
    ['kind', 'command'],
    ['text', 'x y'],
    ['sort', 'created_at'],
    ['limit', '5'],
    ['cursor', 'abc'],
  ]);
  expect(listQueryFrom({}).size).toBe(0);
});

describe('an empty list', () => {
  test('tells a new user what to do, and others that nothing matches', () => {
    expect(emptyListInWords({ limit: 5 })).toMatch(/^No tasks yet\. Submit one: npm run/);
    expect(emptyListInWords({ mine: true })).toBe('No tasks match.');
    expect(emptyListInWords({ cursor: 'abc' })).toBe('No more tasks.');
  });
});

test('a list that goes on says how', () => {
  const list = { items: [], total: 10_000, total_exact: false, next_cursor: 'abc' };
  expect(moreInWords(list)).toBe('0 of more than 10000 tasks. For the next ones add: --cursor abc');
  expect(moreInWords({ ...list, next_cursor: null })).toBeUndefined();
});
