import { rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { EventHub } from '../../../server/events/eventHub.ts';
import { addEntry } from '../../../server/events/eventStream.ts';
import { createLogger } from '../../../server/logger.ts';
import { connectRedis } from '../../../server/redis/redis.ts';
import type { Store } from '../../../server/store/store.ts';
import type { SwitchyardEvent } from '../../../shared/events.ts';
import type { TaskState } from '../../../shared/taskState.ts';
import { eventually } from '../../support/eventually.ts';
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
  hub.listen({ onEvents() {}, onGap() {} });
  await hub.reached(50);
  expect(hub.cursor).toBeUndefined();
  const reached = hub.reached(30_000);
  await redis.startAgain();
  await reached;
  expect(hub.cursor).toMatch(/^\d+-\d+$/);
});

test('what a process stored and never told, since it died, is told by the next one before what follows on it', async () => {
  const folder = makeTestFolder();
  const redis = await startTestRedis({ folder });
  const log = createLogger('silent');
  const source = { url: redis.url, prefix: 'hub' };
  const writer = connectRedis(source, 'patient', log);
  const at = '2020-01-01T00:00:00.000Z';
  const moved = (version: number, from: TaskState, to: TaskState): SwitchyardEvent => ({
    ...{ type: 'task.status_changed', task_id: 'a task', project_id: 'default', version, at },
    ...{ status: to, previous_status: from },
  });
  const tell = (event: SwitchyardEvent) => addEntry(writer, 'hub', [event]);
  await tell(moved(1, 'pending', 'received'));
  const row = { task_id: 'a task', project_id: 'default', version: 2, type: 'task.status_changed', seq: 2 };
  const stored = [{ ...row, from_status: 'received', to_status: 'started', at: '2020-01-01 00:00:00.000' }];
  const hub = new EventHub({
    redis: connectRedis(source, 'patient', log),
    prefix: 'hub',
    store: { query: async () => stored } as unknown as Store,
    log,
  });
  onTestFinished(async () => {
    await hub.stop();
    writer.disconnect();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const told: unknown[] = [];
  hub.listen({
    onEvents: (events) => told.push(...events.map(({ event }) => 'version' in event && event.version)),
    onGap: () => told.push('gap'),
  });
  hub.start();
  await hub.reached(30_000);
  await tell(moved(3, 'started', 'running'));
  await eventually(() => expect(told).toEqual([2, 3]));
});

test('it reads nothing while nobody listens, and whoever listens then goes on from what is newest', async () => {
  const folder = makeTestFolder();
  const redis = await startTestRedis({ folder });
  const log = createLogger('silent');
  const source = { url: redis.url, prefix: 'hub' };
  const writer = connectRedis(source, 'patient', log);
  const hub = new EventHub({
    redis: connectRedis(source, 'patient', log),
    prefix: 'hub',
    store: {} as Store,
    log,
  });
  onTestFinished(async () => {
    await hub.stop();
    writer.disconnect();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const tell = (worker_id: string) =>
    addEntry(writer, 'hub', [
      { type: 'worker.changed', worker_id, status: 'live', at: '2020-01-01T00:00:00.000Z' },
    ]);
  const told: unknown[] = [];
  const listen = () =>
    hub.listen({
      onEvents: (events) => told.push(...events.map(({ event }) => 'worker_id' in event && event.worker_id)),
      onGap: () => told.push('gap'),
    });
  const reads = async () =>
    /cmdstat_x\w*(?:range|read):calls=\d+/g[Symbol.match](await writer.info('commandstats'));

  hub.start();
  await tell('nobody hears of it');
  expect(await reads()).toBeNull();
  let stop = listen();
  await hub.reached(30_000);
  await tell('first');
  await eventually(() => expect(told).toEqual(['first']));
  stop();
  // What it waits for at that moment it still reads.
  await tell('the last one that it reads');
  await eventually(() => hub.cursor === undefined, { timeoutMs: 30_000 });
  const before = await reads();
  const asleep = await Promise.all(['a', 'b', 'c'].map(tell));
  expect(await reads()).toEqual(before);

  stop = listen();
  await hub.reached(30_000);
  expect(hub.cursor).toBe(asleep.at(-1));
  await tell('second');
  await eventually(() => expect(told).toEqual(['first', 'second']));
});
