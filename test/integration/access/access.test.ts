import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TaskList } from '../../../shared/api.ts';
import { type CreatedToken, createdTokenSchema, type TokenList } from '../../../shared/token.ts';
import { type User, userSchema } from '../../../shared/user.ts';
import { ApiClient } from '../../support/apiClient.ts';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard, switchyardForTest } from '../../support/startSwitchyard.ts';
import { EventClient } from '../events/eventClient.ts';

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard({ roles: 'api' });
});
afterAll(() => switchyard.stop());

const createUser = (body: object) => switchyard.api.request<User>('POST', '/users', body);
const createToken = async (body: object, api = switchyard.api) =>
  (await api.request<CreatedToken>('POST', '/tokens', body)).body;
const revoke = (id: string, api = switchyard.api) => api.request('DELETE', `/tokens/${id}`);

/** A user, and the API as this user sees it. */
async function person(id: string, more: object = {}) {
  await createUser({ id, ...more });
  const token = await createToken({ user_id: id, name: 'laptop' });
  return { token, api: new ApiClient(switchyard.url, token.token) };
}

describe('users', () => {
  test('are made, read, listed, changed and deleted', async () => {
    const made = await createUser({ id: 'ada@ship.example', name: 'Ada' });
    expect(made.status).toBe(201);
    expect(userSchema.parse(made.body)).toEqual(made.body);
    expect(made.body).toMatchObject({ id: 'ada@ship.example', name: 'Ada', admin: false });
    const path = '/users/ada@ship.example';
    const changed = await switchyard.api.request<User>('PATCH', path, { admin: true, name: 'Countess' });
    expect(changed.body).toMatchObject({ name: 'Countess', admin: true });
    expect((await switchyard.api.request('GET', path)).body).toEqual(changed.body);
    const { body } = await switchyard.api.request<{ items: User[] }>('GET', '/users');
    expect(body.items.map(({ id }) => id)).toEqual(expect.arrayContaining(['admin', 'ada@ship.example']));
    expect((await switchyard.api.request('DELETE', path)).status).toBe(204);
    expect(await switchyard.api.problem('GET', path)).toMatchObject({ status: 404, code: 'user.not_found' });
    expect(await switchyard.api.problem('DELETE', path)).toMatchObject({ status: 404 });
  });

  test.each([[{ id: 'me' }], [{ id: 'Upper' }], [{ id: 'a b' }], [{}], [{ id: 'a', colour: 'red' }]])(
    'refuses %j',
    async (body) => {
      expect(await switchyard.api.problem('POST', '/users', body)).toMatchObject({ status: 422 });
    },
  );

  test('of many who make the same one at once, one does', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => createUser({ id: 'twin' })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(9).fill(409)]);
  });
});

describe('who isn’t an administrator', () => {
  test('works with tasks as oneself', async () => {
    const { api } = await person('grace');
    const task = await api.submit({ command: 'true' });
    expect(task.user_id).toBe('grace');
    const others = await switchyard.api.submit({ command: 'true' });
    const mine = (await api.request<TaskList>('GET', '/tasks?user_id=me')).body;
    expect(mine.items.map(({ id }) => id)).toEqual([task.id]);
    const admins = (await switchyard.api.request<TaskList>('GET', '/tasks?user_id=me')).body;
    expect(admins.items.map(({ id }) => id)).toEqual([others.id]);
  });

  test('may neither see users nor touch projects and tokens of others', async () => {
    const { api } = await person('joan');
    const refused = { status: 403, code: 'auth.admin_required', type_header: 'application/problem+json' };
    expect(await api.problem('GET', '/users')).toMatchObject(refused);
    expect(await api.problem('POST', '/users', { id: 'x' })).toMatchObject(refused);
    expect(await api.problem('PATCH', '/users/joan', { admin: true })).toMatchObject(refused);
    expect(await api.problem('DELETE', '/users/admin')).toMatchObject(refused);
    expect(await api.problem('POST', '/projects', { id: 'x' })).toMatchObject(refused);
    expect(await api.problem('PATCH', '/projects/default', { name: 'x' })).toMatchObject(refused);
    expect(await api.problem('POST', '/tokens', { name: 'x', user_id: 'admin' })).toMatchObject(refused);
    expect(await api.problem('GET', '/tokens?user_id=admin')).toMatchObject(refused);
    const all = (await switchyard.api.request<TokenList>('GET', '/tokens')).body;
    const admins = all.items.find(({ user_id }) => user_id === 'admin');
    expect((await revoke(admins?.id ?? '', api)).status).toBe(404);
    expect((await api.request('GET', `/tokens/${admins?.id}`)).status).toBe(404);
    const own = await createToken({ name: 'phone' }, api);
    const seen = (await api.request<TokenList>('GET', '/tokens')).body;
    expect(seen.items.map(({ user_id }) => user_id)).toEqual(['joan', 'joan']);
    expect((await revoke(own.id, api)).status).toBe(204);
  });
});

describe('a token', () => {
  test('is shown once', async () => {
    const { token } = await person('once');
    expect(createdTokenSchema.parse(token)).toEqual(token);
    expect(token.token).toMatch(/^swy_[\w-]{32}$/);
    const { body } = await switchyard.api.request<TokenList>('GET', '/tokens?user_id=once');
    const { token: _secret, ...shown } = token;
    expect(body.items).toEqual([shown]);
    expect((await switchyard.api.request('GET', `/tokens/${shown.id}`)).body).toEqual(shown);
  });

  test('is of no use from when it is revoked, in every process, and its sockets are closed', async () => {
    const { token, api } = await person('gone');
    const other = await switchyard.start('api');
    const elsewhere = new ApiClient(other.url, token.token);
    const headers = { authorization: `Bearer ${token.token}` };
    const sockets = [
      await EventClient.connect(switchyard.url, { headers }),
      await EventClient.connect(other.url, { headers }),
    ];
    const ticket = (await api.request<{ ticket: string }>('POST', '/events/ticket')).body.ticket;
    sockets.push(await EventClient.connect(other.url, { ticket }));
    expect((await elsewhere.request('GET', '/tasks')).status).toBe(200);
    expect((await revoke(token.id)).status).toBe(204);
    expect((await api.request('GET', '/tasks')).status).toBe(401);
    await eventually(async () => expect((await elsewhere.request('GET', '/tasks')).status).toBe(401), {
      timeoutMs: 10_000,
    });
    for (const socket of sockets) {
      await eventually(() => expect(socket.closed?.code).toBe(4401), { timeoutMs: 10_000 });
    }
    expect((await revoke(token.id)).status).toBe(404);
    await other.stop();
  });

  test('ends at its time', async () => {
    await createUser({ id: 'brief' });
    const expires_at = new Date(Date.now() + 1500).toISOString();
    const { token } = await createToken({ user_id: 'brief', name: 'x', expires_at });
    const api = new ApiClient(switchyard.url, token);
    expect((await api.request('GET', '/tasks')).status).toBe(200);
    await eventually(async () => expect((await api.request('GET', '/tasks')).status).toBe(401));
    expect(Date.now()).toBeGreaterThan(Date.parse(expires_at));
  });

  test('goes with its user', async () => {
    const { api } = await person('leaver');
    await switchyard.api.request('DELETE', '/users/leaver');
    expect((await api.request('GET', '/tasks')).status).toBe(401);
  });

  test.each([
    [{ name: 'x', user_id: 'nobody' }, 'user_id'],
    [{ name: ' ' }, 'name'],
    [{ name: 'x', expires_at: '2020-01-01T00:00:00Z' }, 'expires_at'],
  ])('is refused for %j', async (body, path) => {
    const problem = await switchyard.api.problem('POST', '/tokens', body);
    expect(problem).toMatchObject({ status: 422, errors: [{ path }] });
  });
});

test('the last administrator can’t be locked out, whoever tries at the same time', async () => {
  const { api } = await switchyardForTest({ roles: 'api' });
  const conflict = { status: 409, code: 'auth.last_admin' };
  const [only] = (await api.request<TokenList>('GET', '/tokens')).body.items;
  expect(await api.problem('DELETE', `/tokens/${only?.id}`)).toMatchObject(conflict);
  expect(await api.problem('DELETE', '/users/admin')).toMatchObject(conflict);
  expect(await api.problem('PATCH', '/users/admin', { admin: false })).toMatchObject(conflict);
  const second = await createToken({ name: 'second' }, api);
  const answers = await Promise.all([only?.id ?? '', second.id].map((id) => revoke(id, api)));
  // One goes; the other is the last, or its revoker's own token has just gone.
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
});
