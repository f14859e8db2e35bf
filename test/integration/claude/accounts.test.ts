import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../server/store/store.ts';
import { alertEndingLogins } from '../../../server/tasks/endingLogins.ts';
import type { Account, AccountList } from '../../../shared/account.ts';
import { claudeCli } from '../../support/claudeCli.ts';
import { type ClaudeServer, startClaudeServer } from '../../support/claudeServer.ts';
import { wrappedClaude } from '../../support/claudeWrapper.ts';
import { runCli } from '../cli/runCli.ts';
import { openQuestions } from '../confirmations/asking.ts';

let server: ClaudeServer;
beforeAll(async () => {
  // Newer CLIs tell when a login ends; here it is added to what the CLI says.
  const ends = `s/"type":"result"/&,"credential_expires_at":"'"$LOGIN_ENDS"'"/`;
  const program = `[ -z "$LOGIN_ENDS" ] || { '${await claudeCli()}' "$@" | sed -u '${ends}'; exit 0; }`;
  const login = { CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-dummy', ANTHROPIC_API_KEY: '' };
  server = await startClaudeServer({
    env: {
      ...login,
      SWITCHYARD_CLAUDE_BIN: await wrappedClaude(program),
      SWITCHYARD_SECRET_KEY: 'a-key-for-tests-not-for-use',
    },
  });
});
afterAll(() => server.stop());

const listed = async () => (await server.api.request<AccountList>('GET', '/accounts')).body.items;
const cli = (...args: string[]) =>
  runCli(['account', ...args], { SWITCHYARD_URL: server.url, SWITCHYARD_TOKEN: server.token });

async function accountOf(owner: string, kind = 'subscription'): Promise<Account> {
  const [found, ...more] = (await listed()).filter(
    (account) => account.owner === owner && account.kind === kind,
  );
  if (!found || more.length > 0) throw new Error(`not one ${kind} of a ${owner}`);
  return found;
}

test('an account is listed from its first run on, and what it is of', async () => {
  expect((await cli()).stdout).toBe('No run has told of an account yet.\n');
  const tasks = await Promise.all([
    server.ask('SCENARIO:plain'),
    server.ask('SCENARIO:plain:key', { env: { ANTHROPIC_API_KEY: 'a-key' } }),
  ]);
  for (const { id } of tasks) await server.api.reaches(id, 'success');
  const account = await accountOf('installation');
  expect(account).toEqual({
    id: 'installation',
    name: 'installation',
    kind: 'subscription',
    owner: 'installation',
    windows: [],
    as_of: expect.any(String),
    held_until: null,
    reason: null,
    expires_at: null,
  });
  expect((await server.api.request('GET', '/accounts/installation')).body).toEqual(account);
  expect(await accountOf('user', 'api_key')).toMatchObject({ name: expect.stringMatching(/^user admin \(/) });
});

test('a subscription shows how much of its windows is used, and until when it is held', async () => {
  await server.api.request('PATCH', '/projects/default', {
    secrets: { CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-of-the-project' },
  });
  const used = await server.ask('SCENARIO:used:0.93');
  await server.api.reaches(used.id, 'success');
  const account = await accountOf('project');
  expect(account).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f]{64}$/),
    name: `project default (${account.id.slice(0, 6)})`,
    kind: 'subscription',
    windows: [{ type: 'five_hour', model: null, utilization: 0.93, resets_at: expect.any(String) }],
  });
  expect(JSON.stringify(account)).not.toContain('oat01');

  const limited = await server.ask('SCENARIO:limit:3600,seven_day_opus', {}, { model: 'opus' });
  const parked = await server.api.reaches(limited.id, 'retry');
  expect(await accountOf('project')).toMatchObject({
    windows: [
      { type: 'five_hour', utilization: 0.93 },
      { type: 'seven_day_opus', model: 'opus', utilization: 1, resets_at: parked.next_try_at },
    ],
    held_until: parked.next_try_at,
    reason: expect.stringMatching(/^You've hit your Opus limit/),
  });
  await server.api.cancel(limited.id);
  expect((await cli('list')).stdout).toMatch(
    /five_hour 93%, seven_day_opus 100% .*You've hit your Opus limit/,
  );

  const walled = await server.ask('SCENARIO:wall:seat');
  const [question] = await openQuestions(server.api, walled.id);
  expect(await accountOf('project')).toMatchObject({
    held_until: null,
    reason: expect.stringContaining(question?.id ?? 'no question'),
  });
  await server.api.cancel(walled.id);
  await server.api.request('PATCH', '/projects/default', {
    secrets: { CLAUDE_CODE_OAUTH_TOKEN: null },
  });
});

test('a login that ends within three days is told of once a day', async () => {
  const store = await openStore(server.stores.databaseUrl);
  onTestFinished(() => store.close());
  const run = async (days: number) => {
    const env = { LOGIN_ENDS: new Date(Date.now() + days * 86_400_000).toISOString(), HOME: server.folder };
    const { id } = await server.ask('SCENARIO:plain', { env });
    await server.api.reaches(id, 'success');
  };
  await run(20);
  const { expires_at } = await accountOf('user');
  const end = Date.parse(expires_at ?? '');
  expect(Math.round((end - Date.now()) / 86_400_000)).toBe(20);
  const at = async (daysBefore: number) => {
    const alerts = await alertEndingLogins(store, new Date(end - daysBefore * 86_400_000));
    return alerts.map(({ alert_type, message }) => [alert_type, message.includes(expires_at ?? '')]);
  };
  expect(await at(3.1)).toEqual([]);
  expect(await at(2.9)).toEqual([['login_expires', true]]);
  expect(await at(2.5)).toEqual([]);
  expect(await at(1.5)).toEqual([['login_expires', true]]);
  // What has ended for long may be used by nobody.
  expect(await at(-2)).toEqual([]);
});

test('an administrator gives an account its name; others may read it alone', async () => {
  const { id } = await accountOf('user');
  const renamed = await cli('rename', id.slice(0, 8), 'Ann’s Max');
  expect(renamed).toMatchObject({ code: 0, stdout: `Account ${id} is called Ann’s Max.\n` });
  expect((await server.api.request<Account>('GET', `/accounts/${id}`)).body.name).toBe('Ann’s Max');
  expect(await cli('rename', 'nobody', 'Bob')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('There is no account nobody'),
  });
  const status = async (path: string, body: object) => (await server.api.request('PATCH', path, body)).status;
  expect(await status(`/accounts/${'0'.repeat(64)}`, { name: 'x' })).toBe(404);
  expect(await status(`/accounts/${id}`, { name: ' ' })).toBe(422);
  expect(await status(`/accounts/${id}`, { name: 'x', secret: 'y' })).toBe(422);

  await server.api.request('POST', '/users', { id: 'ann' });
  const { body } = await server.api.request<{ token: string }>('POST', '/tokens', {
    name: 'ann',
    user_id: 'ann',
  });
  const asAnn = { authorization: `Bearer ${body.token}` };
  const refused = await server.api.request('PATCH', `/accounts/${id}`, { name: 'mine' }, asAnn);
  expect(refused.status).toBe(403);
  expect((await server.api.request('GET', '/accounts', undefined, asAnn)).status).toBe(200);
});
