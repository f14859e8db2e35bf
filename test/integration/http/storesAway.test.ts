import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Problem, problemSchema } from '../../../shared/problem.ts';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard, TEST_TOKEN } from '../../support/startSwitchyard.ts';
import {
  makeTestFolder,
  startTestDatabase,
  startTestRedis,
  type TestStore,
} from '../../support/storeProcess.ts';

const folder = makeTestFolder();
let database: TestStore;
let redis: TestStore;
let switchyard: Switchyard;
beforeAll(async () => {
  [database, redis] = await Promise.all([startTestDatabase({ folder }), startTestRedis({ folder })]);
  switchyard = await startSwitchyard({ stores: { databaseUrl: database.url, redisUrl: redis.url } });
});
afterAll(async () => {
  await switchyard.stop();
  await Promise.all([database.stop(), redis.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

const readiness = async (url = switchyard.url) => (await fetch(`${url}/readyz`)).status;

async function problemOf(method: string, path: string, body?: unknown): Promise<Problem> {
  const answer = await switchyard.api.request<Problem>(method, path, body);
  expect([path, answer.headers.get('content-type')]).toEqual([path, 'application/problem+json']);
  return problemSchema.parse(answer.body);
}

const definition = { name: 'n', project_id: 'default', command: 'true' };
const UNKNOWN = '0199a0c6-7d2b-7000-8000-000000000001';

test('with MySQL away every request is answered by 503, and with MySQL back all goes on by itself', async () => {
  const { api } = switchyard;
  const before = await api.submit({ script: '' });
  await api.reaches(before.id, 'success');
  await database.kill();
  for (const [method, path, body] of [
    ['GET', '/tasks'],
    ['GET', `/tasks/${before.id}`],
    ['GET', `/tasks/${before.id}/logs`],
    ['POST', '/tasks', definition],
    ['POST', `/tasks/${UNKNOWN}/cancel`],
    ['POST', `/tasks/${UNKNOWN}/retry`],
    ['GET', '/projects'],
    ['GET', '/workers'],
  ] as const) {
    const problem = await problemOf(method, path, body);
    expect([path, problem]).toMatchObject([path, { status: 503, code: 'store.unavailable' }]);
  }
  expect(await readiness()).toBe(503);
  expect((await fetch(`${switchyard.url}/healthz`)).status).toBe(200);
  await database.startAgain();
  await eventually(async () => expect(await readiness()).toBe(200), { timeoutMs: 30_000 });
  const after = await api.submit({ script: '' });
  await api.reaches(after.id, 'success', 60_000);
});

test('with Redis away tasks are still taken and read, what needs Redis is answered by 503, and all goes on by itself', async () => {
  const { api } = switchyard;
  await redis.kill();
  await eventually(async () => expect(await readiness()).toBe(503));
  const { id } = await api.submit({ script: '' });
  expect((await api.task(id)).status).toBe('pending');
  expect((await api.list()).total).toBeGreaterThan(0);
  expect(await problemOf('POST', '/events/ticket')).toMatchObject({ status: 503, code: 'store.unavailable' });
  expect((await api.request('GET', `/tasks/${id}/logs`)).status).toBe(200);
  await redis.startAgain();
  await eventually(async () => expect(await readiness()).toBe(200), { timeoutMs: 30_000 });
  await api.reaches(id, 'success', 60_000);
});

describe('a process that starts before its stores', () => {
  async function freePort(): Promise<number> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    await new Promise((resolve) => server.close(resolve));
    return typeof address === 'object' && address ? address.port : 0;
  }

  test.each([
    ['MySQL', () => database],
    ['Redis', () => redis],
  ])('says 503 while %s is away, and works when it is there', async (_name, store) => {
    await store().kill();
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const starting = switchyard.start('api', { SWITCHYARD_PORT: String(port) });
    onTestFinished(async () => void (await starting));
    await eventually(async () => expect(await readiness(url)).toBe(503), { timeoutMs: 30_000 });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const headers = { authorization: `Bearer ${TEST_TOKEN}` };
    const early = await fetch(`${url}/api/v1/events/ticket`, { method: 'POST', headers });
    expect(early.status).toBe(503);
    expect(early.headers.get('content-type')).toBe('application/problem+json');
    await store().startAgain();
    const { api } = await starting;
    await eventually(async () => expect(await readiness(url)).toBe(200), { timeoutMs: 30_000 });
    expect((await api.list()).total).toBeGreaterThan(0);
    expect((await api.request('POST', '/events/ticket')).status).toBe(201);
  });
});
