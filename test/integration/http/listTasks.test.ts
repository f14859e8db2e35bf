import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TaskList, taskListSchema } from '../../../shared/api.ts';
import type { Task } from '../../../shared/task.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';

/** No dispatcher: what is submitted stays as it is. */
let switchyard: Switchyard;
const tasks: Record<string, Task> = {};
beforeAll(async () => {
  switchyard = await startSwitchyard({ roles: 'api' });
  const { api } = switchyard;
  await api.request('POST', '/projects', { id: 'other', folders: ['/'], programs: ['*'] });
  tasks.first = await api.submit({
    command: 'true',
    name: 'Build the Ship',
    tags: { team: 'a', 'odd"key': 'x:y' },
  });
  tasks.second = await api.submit({ command: '/bin/make', name: '100% done_soon', tags: { team: 'b' } });
  tasks.third = await api.submit({
    command: 'true',
    name: 'ship it',
    project_id: 'other',
    tags: { team: 'a' },
  });
  tasks.cancelled = await api.submit({ command: 'true', name: 'gone to İstanbul' });
  await api.cancel(tasks.cancelled.id);
});
afterAll(() => switchyard.stop());

const list = (query: Record<string, string | string[]> = {}) =>
  switchyard.api.list(
    new URLSearchParams(
      Object.entries(query).flatMap(([key, value]) =>
        [value].flat().map((each) => [key, each] as [string, string]),
      ),
    ).toString(),
  );
const named = ({ items }: TaskList) =>
  items.map(({ id }) => Object.entries(tasks).find(([, task]) => task.id === id)?.[0]);

test('a list is what the contract says, newest first, without what only a single read has', async () => {
  const answer = await list();
  expect(taskListSchema.parse(answer)).toEqual(answer);
  expect(named(answer)).toEqual(['cancelled', 'third', 'second', 'first']);
  expect(answer).toMatchObject({ total: 4, total_exact: true, next_cursor: null });
  const keys = Object.keys(answer.items[0] ?? {});
  for (const left of ['stdout', 'stderr', 'result', 'traceback', 'runs', 'history'])
    expect(keys).not.toContain(left);
});

describe('filters', () => {
  test.each([
    [{ status: 'pending' }, ['third', 'second', 'first']],
    [{ status: 'cancelled' }, ['cancelled']],
    [{ status: 'revoked' }, ['cancelled']],
    [{ status: ['cancelled', 'running'] }, ['cancelled']],
    [{ status: 'success' }, []],
    [{ project_id: 'other' }, ['third']],
    [{ project_id: 'nobody' }, []],
    [{ user_id: 'me' }, ['cancelled', 'third', 'second', 'first']],
    [{ user_id: 'admin', project_id: 'other' }, ['third']],
    [{ user_id: 'eve' }, []],
    [{ kind: 'command', status: 'cancelled' }, ['cancelled']],
    [{ kind: 'claude' }, []],
    [{ tag: 'team:a' }, ['third', 'first']],
    [{ tag: ['team:a', 'odd"key:x:y'] }, ['first']],
    [{ tag: 'team:c' }, []],
    [{ tag: 'team:' }, []],
    [{ text: 'SHIP' }, ['third', 'first']],
    [{ text: 'make' }, ['second']],
    [{ text: '0%' }, ['second']],
    [{ text: '%' }, ['second']],
    [{ text: '_' }, ['second']],
    [{ text: '\\' }, []],
    [{ text: `' or 1=1` }, []],
    [{ text: 'ship', project_id: 'default' }, ['first']],
    [{ text: 'İstanbul' }, ['cancelled']],
    [{ text: 'İSTANB' }, ['cancelled']],
  ])('%j', async (query, expected) => {
    const answer = await list(query);
    expect(named(answer)).toEqual(expected);
    expect(answer.total).toBe(expected.length);
  });
});

test.each([
  ['created_at', ['first', 'second', 'third', 'cancelled']],
  ['-created_at', ['cancelled', 'third', 'second', 'first']],
  ['updated_at', ['first', 'second', 'third', 'cancelled']],
  ['-updated_at', ['cancelled', 'third', 'second', 'first']],
])('sorted by %s', async (sort, expected) => {
  expect(named(await list({ sort }))).toEqual(expected);
});

test.each([
  ['created_at', ['first', 'third']],
  ['-updated_at', ['third', 'first']],
])('by tag, sorted by %s', async (sort, expected) => {
  expect(named(await list({ tag: 'team:a', sort }))).toEqual(expected);
});

test('pages by offset', async () => {
  expect(named(await list({ limit: '2', offset: '0' }))).toEqual(['cancelled', 'third']);
  const second = await list({ limit: '2', offset: '2' });
  expect(named(second)).toEqual(['second', 'first']);
  expect(second).toMatchObject({ total: 4, next_cursor: null });
  expect(named(await list({ offset: '4' }))).toEqual([]);
});

describe('a wrong query is 422 at its parameter', () => {
  test.each([
    ['status=gone', 'status[0]'],
    ['limit=0', 'limit'],
    ['limit=501', 'limit'],
    ['limit=many', 'limit'],
    ['limit=1.5', 'limit'],
    ['offset=-1', 'offset'],
    ['sort=name', 'sort'],
    ['tag=team', 'tag[0]'],
    ['cursor=nonsense', 'cursor'],
    ['cursor=', 'cursor'],
    [
      `cursor=${Buffer.from('createdAt asc 2026-01-01T00:00:00.000Z 01a20990-b0fe-7f2c-9d8d-199c17223f5d').toString('base64url')}`,
      'cursor',
    ],
    [`cursor=${Buffer.from('2026-01-01T00:00:00.000Z').toString('base64url')}`, 'cursor'],
    [`cursor=${'x'.repeat(300)}`, 'cursor'],
    ['colour=red', 'colour'],
    [`text=${'x'.repeat(201)}`, 'text'],
  ])('%s', async (query, path) => {
    const problem = await switchyard.api.problem('GET', `/tasks?${query}`);
    expect(problem).toMatchObject({
      status: 422,
      code: 'request.invalid',
      type_header: 'application/problem+json',
    });
    expect(problem.errors?.map((each) => each.path)).toEqual([path]);
  });
});

test.each(['created_at', '-created_at'])(
  'pages by cursor, sorted by %s, have every task once, while new ones come in',
  async (sort) => {
    const { api } = switchyard;
    const submitSome = (count: number) =>
      Promise.all(Array.from({ length: count }, () => api.submit({ command: 'true', tags: { page: sort } })));
    const before = await submitSome(60);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: TaskList = await list({
        sort,
        limit: '7',
        tag: `page:${sort}`,
        ...(cursor ? { cursor } : {}),
      });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor;
      await submitSome(sort === 'created_at' && seen.length > 40 ? 0 : 5);
    } while (cursor);
    expect(new Set(seen).size).toBe(seen.length);
    expect(before.filter(({ id }) => !seen.includes(id))).toEqual([]);
  },
);

test('a total beyond 10,000 says that it isn’t exact', async () => {
  // One statement makes what 10,000 requests would: copies of a task that differ in their id.
  const { createConnection } = await import('mysql2/promise');
  const { connectionOptions } = await import('../../../server/store/connectionOptions.ts');
  const connection = await createConnection(connectionOptions(switchyard.stores.databaseUrl));
  try {
    const [columns] = await connection.query('show columns from tasks');
    const names = (columns as { Field: string }[]).map(({ Field }) => Field).filter((name) => name !== 'id');
    const others = names.map((name) => `\`${name}\``).join(',');
    const digits =
      'select 0 d union select 1 union select 2 union select 3 union select 4 union select 5 union select 6 union select 7 union select 8 union select 9';
    const numbers = `select a.d + 10 * b.d + 100 * c.d + 1000 * e.d as n from (${digits}) a, (${digits}) b, (${digits}) c, (${digits}) e`;
    await connection.query(
      `insert into tasks (id, ${others}) select concat(left(id, 30), lpad(n, 6, '0')), ${others}
        from tasks, (${numbers}) numbers where id = ?`,
      [tasks.third?.id],
    );
  } finally {
    await connection.end();
  }
  expect(await list({ project_id: 'other', limit: '1' })).toMatchObject({
    total: 10_000,
    total_exact: false,
  });
  expect(await list({ project_id: 'other', limit: '1', status: 'revoked' })).toMatchObject({
    total: 0,
    total_exact: true,
  });
});

test('a page of large tasks ends early, and the next one goes on behind it', async () => {
  const context = { text: 'x'.repeat(250_000) };
  const tag = 'large:yes';
  const made = new Set<string>();
  for (let at = 0; at < 80; at++) {
    const { id } = await switchyard.api.submit({
      script: '',
      delay_seconds: 3600,
      context,
      tags: { large: 'yes' },
    });
    made.add(id);
  }
  const first = await switchyard.api.list(`limit=500&tag=${tag}`);
  expect(first.items).toHaveLength(50);
  expect(first).toMatchObject({ total: 80, total_exact: true });
  const second = await switchyard.api.list(`limit=500&tag=${tag}&cursor=${first.next_cursor}`);
  expect(second.next_cursor).toBeNull();
  expect(new Set([...first.items, ...second.items].map(({ id }) => id))).toEqual(made);
});

test('a task whose tags are changed is found by the new ones alone', async () => {
  const { api } = switchyard;
  const { id } = await api.submit({ command: 'true', tags: { phase: 'draft', kept: '1' } });
  await api.request('PATCH', `/tasks/${id}`, { tags: { phase: 'final', kept: '1' } });
  const found = async (tag: string) => (await api.list(`tag=${tag}`)).items.map((task) => task.id);
  expect(await found('phase:draft')).toEqual([]);
  expect(await found('phase:final')).toEqual([id]);
  expect(await found('kept:1')).toEqual([id]);
  await api.request('PATCH', `/tasks/${id}`, { tags: {} });
  expect(await found('kept:1')).toEqual([]);
});
