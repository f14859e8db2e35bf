import { rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { EventHub } from '../../../server/events/eventHub.ts';
import { createLogger } from '../../../server/logger.ts';
import { connectRedis } from '../../../server/redis/redis.ts';
import type { Store } from '../../../server/store/store.ts';
import { makeTestFolder, startTestRedis } from '../../support/storeProcess.ts';

test('whoever asks before Redis was reached waits for it, as long as told', async () => {
  const folder = makeTestFolder();
  const redis = await startTestRedis({ folder });
  onTestFinished(async () => {
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await redis.kill();
  const log = createLogger('silent');
  const source = { url: redis.url, prefix: 'hub' };
  // The database is asked only for events that came out of order.
  const hub = new EventHub({
    redis: connectRedis(source, 'patient', log),
    prefix: 'hub',
    store: {} as Store,
    log,
  });
  onTestFinished(() => hub.stop());
  hub.start();
  await hub.reached(50);
  expect(hub.cursor).toBeUndefined();
  const reached = hub.reached(30_000);
  await redis.startAgain();
  await reached;
  expect(hub.cursor).toMatch(/^\d+-\d+$/);
});
