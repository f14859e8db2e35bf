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

test('a resumed client is told each version once and in order, whatever the stream has lost or repeated', async () => {
  const { url, api, stores } = await switchyardForTest({ roles: 'api' });
  const redis = redisOf(stores.redisUrl);
  const first = await EventClient.connect(url);
  const before = await api.submit({ script: '', delay_seconds: 3600 });
  await first.subscribe(['tasks']);
  const { id } = await api.submit({ script: '', delay_seconds: 3600 });
  await eventually(() => expect(first.versionsOf(id)).toEqual([1]));
  const since = first.of('event').at(-1)?.cursor ?? '';
  await first.close();
  for (const priority of [2, 3, 4, 5]) await api.request('PATCH', `/tasks/${id}`, { priority });
  await api.request('PATCH', `/tasks/${before.id}`, { priority: 2 });
  const key = (await redis.keys('*events*'))[0] ?? '';
  const entries = await eventually(async () => {
    const all = await redis.xrange(key, '-', '+');
    return (
      all.some(([, fields]) => fields[1]?.includes(before.id) && fields[1].includes('"version":2')) && all
    );
  });
  const versionOf = ([, fields]: [string, string[]]) => JSON.parse(fields[1] ?? '[]')[0].version;
  const ofTask = entries.filter(([, fields]) => fields[1]?.includes(id));
  const [lost] = ofTask.filter((entry) => versionOf(entry) === 3);
  const [late] = ofTask.filter((entry) => versionOf(entry) === 2);
  await redis.xdel(key, lost?.[0] ?? '');
  await redis.xadd(key, '*', 'events', late?.[1][1] ?? '');

  const second = await EventClient.connect(url);
  await second.subscribe(['tasks'], { since });
  const next = await api.submit({ script: '', delay_seconds: 3600 });
  await eventually(() => expect(second.versionsOf(next.id)).toEqual([1]));
  expect(second.versionsOf(id)).toEqual(range(2, 5));
  expect(second.versionsOf(before.id)).toEqual([2]);
});
