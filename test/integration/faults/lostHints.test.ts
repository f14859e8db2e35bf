import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CreatedToken } from '../../../shared/token.ts';
import { ApiClient } from '../../support/apiClient.ts';
import { eventually } from '../../support/eventually.ts';
import { freshStores } from '../../support/freshStores.ts';
import { type RoleProcess, type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { makeTestFolder, startTestRedis, type TestStore } from '../../support/storeProcess.ts';

const folder = makeTestFolder();
let redis: TestStore;
let stores: Awaited<ReturnType<typeof freshStores>>;
let switchyard: Switchyard;
let other: RoleProcess;
beforeAll(async () => {
  [redis, stores] = await Promise.all([startTestRedis({ folder }), freshStores()]);
  switchyard = await startSwitchyard({
    roles: 'api',
    stores: { databaseUrl: stores.databaseUrl, redisUrl: redis.url },
  });
  other = await switchyard.start('api');
  // From here on no process hears of what another one does.
  await redis.kill();
});
afterAll(async () => {
  await switchyard.stop();
  await Promise.all([redis.stop(), stores.drop()]);
  rmSync(folder, { recursive: true, force: true });
});

test('a revoked token is of no use in a process that was not told', async () => {
  const { body } = await switchyard.api.request<CreatedToken>('POST', '/tokens', { name: 'laptop' });
  const here = new ApiClient(switchyard.url, body.token);
  const there = new ApiClient(other.url, body.token);
  expect((await here.request('GET', '/tasks')).status).toBe(200);
  expect((await there.request('GET', '/tasks')).status).toBe(200);
  expect((await switchyard.api.request('DELETE', `/tokens/${body.id}`)).status).toBe(204);
  expect((await here.request('GET', '/tasks')).status).toBe(401);
  await eventually(async () => expect((await there.request('GET', '/tasks')).status).toBe(401));
});

test('who is no administrator any more is none in a process that was not told', async () => {
  await switchyard.api.request('POST', '/users', { id: 'ada', admin: true });
  const { body } = await switchyard.api.request<CreatedToken>('POST', '/tokens', {
    name: 'x',
    user_id: 'ada',
  });
  const there = new ApiClient(other.url, body.token);
  expect((await there.request('GET', '/users')).status).toBe(200);
  await switchyard.api.request('PATCH', '/users/ada', { admin: false });
  await eventually(async () => expect((await there.request('GET', '/users')).status).toBe(403));
});

test('a folder and a program that a project loses are refused by a process that was not told', async () => {
  const project = { id: 'dock', folders: ['/usr', '/var'], programs: ['true', 'false'] };
  await switchyard.api.request('POST', '/projects', project);
  const submit = async ({ api }: { api: ApiClient }, working_dir: string, command: string) => {
    const task = { name: 'x', project_id: 'dock', working_dir, command, delay_seconds: 3600 };
    return (await api.request('POST', '/tasks', task)).status;
  };
  expect(await submit(other, '/var', 'true')).toBe(201);
  await switchyard.api.request('PATCH', '/projects/dock', { folders: ['/usr'] });
  expect(await submit(switchyard, '/var', 'true')).toBe(422);
  await eventually(async () => expect(await submit(other, '/var', 'true')).toBe(422));

  expect(await submit(other, '/usr', 'false')).toBe(201);
  await switchyard.api.request('PATCH', '/projects/dock', { programs: ['true'] });
  expect(await submit(switchyard, '/usr', 'false')).toBe(422);
  await eventually(async () => expect(await submit(other, '/usr', 'false')).toBe(422));
  expect(await submit(other, '/usr', 'true')).toBe(201);
});
