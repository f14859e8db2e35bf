import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { switchyardForTest } from '../../support/startSwitchyard.ts';
import { makeTestFolder, startTestDatabase, startTestRedis } from '../../support/storeProcess.ts';
import { illegalMoves, overlaps, processesOf, witnessScript } from '../../support/taskProcesses.ts';

/** A Switchyard on a Redis and a MySQL of its own, that the test may kill. */
async function start() {
  const folder = makeTestFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [redis, database] = await Promise.all([startTestRedis({ folder }), startTestDatabase({ folder })]);
  onTestFinished(() => Promise.all([redis.stop(), database.stop()]).then(() => {}));
  const switchyard = await switchyardForTest({ stores: { databaseUrl: database.url, redisUrl: redis.url } });
  return { ...switchyard, redis, database };
}

test('Redis killed and started again while tasks wait and run: all of them finish, once', async () => {
  const { api, redis, folder } = await start();
  const witness = join(folder, 'witness');
  const { id: running } = await api.submit({ script: witnessScript(witness, 3000) });
  await api.reaches(running, 'running');
  const waiting = await Promise.all(Array.from({ length: 5 }, () => api.submit({ script: '' })));
  await redis.kill();
  // Accepted and not lost while Redis is away.
  const meanwhile = await api.submit({ script: '' });
  await redis.startAgain();
  for (const { id } of [...waiting, meanwhile])
    expect(illegalMoves(await api.reaches(id, 'success'))).toEqual([]);
  expect((await api.reaches(running, 'success')).runs).toHaveLength(1);
  expect(overlaps(readFileSync(witness, 'utf8'))).toEqual([]);
});

test('Redis emptied while tasks wait: the queues are rebuilt from MySQL', async () => {
  const { api, redis } = await start();
  const blockers = await Promise.all(
    Array.from({ length: 2 }, () => api.submit({ script: 'setTimeout(() => {}, 2000)' })),
  );
  for (const { id } of blockers) await api.reaches(id, 'running');
  const waiting = await Promise.all(Array.from({ length: 20 }, () => api.submit({ script: '' })));
  await eventually(async () => (await api.list('status=received')).total > 0);
  const client = new Redis({ path: redis.socket });
  await client.flushall();
  client.disconnect();
  for (const { id } of [...blockers, ...waiting]) {
    const task = await api.reaches(id, 'success', 30_000);
    expect(task.runs).toHaveLength(1);
    expect(illegalMoves(task)).toEqual([]);
  }
});

test('MySQL killed and started again in the middle of a run: the run goes on and its result is kept', async () => {
  const { api, first, database, folder } = await start();
  const witness = join(folder, 'witness');
  const { id } = await api.submit({ script: witnessScript(witness, 3000) });
  await api.reaches(id, 'running');
  await database.kill();
  const away = await api.request('POST', '/tasks', { name: 'x', project_id: 'default', command: 'true' });
  expect(away.status).toBe(503);
  expect(away.headers.get('content-type')).toBe('application/problem+json');
  expect((await fetch(`${first.url}/readyz`)).status).toBe(503);
  await database.startAgain();
  const task = await api.reachesDespiteErrors(id, 'success');
  expect(task.runs).toHaveLength(1);
  expect(illegalMoves(task)).toEqual([]);
  await eventually(async () => (await fetch(`${first.url}/readyz`)).status === 200);
});

test('MySQL away for longer than the lease: the run is ended, and tried again when MySQL is back', async () => {
  const { api, database, folder } = await start();
  const witness = join(folder, 'witness');
  const { id } = await api.submit({ script: witnessScript(witness, 25_000), max_retries: 1 });
  await api.reaches(id, 'running');
  await database.kill();
  await eventually(() => processesOf(id).length === 0, { timeoutMs: 25_000 });
  await database.startAgain();
  await eventually(async () => (await api.task(id)).runs.length === 2, { timeoutMs: 30_000 });
  await api.reaches(id, 'running');
  expect(overlaps(readFileSync(witness, 'utf8'))).toEqual([]);
  await api.cancel(id);
  expect(illegalMoves(await api.reaches(id, 'revoked'))).toEqual([]);
});
