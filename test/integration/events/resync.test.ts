import { rmSync } from 'node:fs';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { freshStores } from '../../support/freshStores.ts';
import { switchyardForTest } from '../../support/startSwitchyard.ts';
import { makeTestFolder, startTestRedis } from '../../support/storeProcess.ts';
import { EventClient, range } from './eventClient.ts';

function redisOf(url: string): Redis {
  const { pathname, searchParams } = new URL(url);
  const redis = new Redis({ path: pathname, db: Number(searchParams.get('db') ?? 0) });
  onTestFinished(() => redis.disconnect());
  return redis;
}

test('a cursor that can’t be continued is answered by a resync for each topic, and events go on', async () => {
  const { url, api } = await switchyardForTest({ roles: 'api' });
  const { id } = await api.submit({ script: '', delay_seconds: 3600 });
  for (const since of ['1-0', '99999999999999-0', 'nonsense', '', '1-0; del', 7]) {
    const client = await EventClient.connect(url);
    await client.subscribe(['tasks', `task:${id}`], { since });
    await eventually(() =>
      expect(client.of('resync').map(({ topic }) => topic)).toEqual(['tasks', `task:${id}`]),
    );
    const next = await api.submit({ script: '', delay_seconds: 3600 });
    await eventually(() => expect(client.versionsOf(next.id)).toEqual([1]));
  }
});

test('when Redis is emptied, whoever listens is told to read anew, and events go on', async () => {
  const { url, api, stores } = await switchyardForTest();
  const client = await EventClient.connect(url);
  await client.subscribe(['tasks', 'queues']);
  const before = await api.submit({ script: '' });
  await api.reaches(before.id, 'success');
  await redisOf(stores.redisUrl).flushdb();
  await eventually(
    () =>
      expect(
        client
          .of('resync')
          .map(({ topic }) => topic)
          .sort(),
      ).toEqual(['queues', 'tasks']),
    {
      timeoutMs: 15_000,
    },
  );
  const after = await api.submit({ script: '' });
  const { version } = await api.reaches(after.id, 'success');
  await eventually(() => expect(client.versionsOf(after.id)).toEqual(range(1, version)));
});

test('an old cursor after Redis was emptied is answered by a resync', async () => {
  const { url, api, stores } = await switchyardForTest({ roles: 'api' });
  const first = await EventClient.connect(url);
  const { cursor } = await first.subscribe(['tasks']);
  await first.close();
  await redisOf(stores.redisUrl).flushdb();
  await api.submit({ script: '', delay_seconds: 3600 });
  const second = await EventClient.connect(url);
  await second.subscribe(['tasks'], { since: cursor });
  await eventually(() => expect(second.of('resync')).toHaveLength(1));
});

test('what happens while Redis is away reaches a listener after it, or the listener is told to read anew', async () => {
  const folder = makeTestFolder();
  const redis = await startTestRedis({ folder });
  onTestFinished(async () => {
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const own = await freshStores();
  const { url, api, stop } = await switchyardForTest({
    stores: { databaseUrl: own.databaseUrl, redisUrl: redis.url },
  });
  onTestFinished(async () => {
    await stop();
    await own.drop();
  });
  const client = await EventClient.connect(url);
  await client.subscribe(['tasks']);
  await redis.kill();
  const { id } = await api.submit({ script: '' });
  await redis.startAgain();
  const { version } = await api.reaches(id, 'success');
  await eventually(
    () => {
      if (client.of('resync').length === 0) expect(client.versionsOf(id)).toEqual(range(1, version));
    },
    { timeoutMs: 20_000 },
  );
});
