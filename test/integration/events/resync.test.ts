import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { switchyardForTest } from '../../support/startSwitchyard.ts';
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

test('when Redis is emptied, who listens misses nothing or is told to read anew', async () => {
  const { url, api, stores } = await switchyardForTest();
  const client = await EventClient.connect(url);
  await client.subscribe(['tasks']);
  const before = await api.submit({ script: '' });
  const { version: last } = await api.reaches(before.id, 'success');
  await redisOf(stores.redisUrl).flushdb();
  const after = await api.submit({ script: '' });
  const { version } = await api.reaches(after.id, 'success');
  await eventually(
    () => {
      if (client.of('resync').length > 0) return;
      expect(client.versionsOf(before.id)).toEqual(range(1, last));
      expect(client.versionsOf(after.id)).toEqual(range(1, version));
    },
    { timeoutMs: 20_000 },
  );
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
