import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { freshStores } from '../../support/freshStores.ts';
import { type Switchyard, startSwitchyard, switchyardForTest } from '../../support/startSwitchyard.ts';
import { makeTestFolder, startTestRedis } from '../../support/storeProcess.ts';
import { EventClient, range } from './eventClient.ts';

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard({ roles: 'api,dispatcher' });
});
afterAll(() => switchyard.stop());

test('workers that come and go are told under queues', async () => {
  const client = await EventClient.connect(switchyard.url);
  await client.subscribe(['queues']);
  const worker = await switchyard.start('worker');
  const statuses = () =>
    client.of('event').flatMap(({ event }) => (event.type === 'worker.changed' ? [event.status] : []));
  await eventually(() => expect(statuses()).toEqual(['live']));
  await worker.stop();
  await eventually(() => expect(statuses()).toEqual(['live', 'draining', 'stopped']));
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
