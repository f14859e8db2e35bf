import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEventPublisher } from '../../../server/events/eventPublisher.ts';
import { EventRelay } from '../../../server/events/eventRelay.ts';
import { readUntil } from '../../../server/events/eventStream.ts';
import { createLogger } from '../../../server/logger.ts';
import { connectRedis } from '../../../server/redis/redis.ts';
import { insertRows } from '../../../server/store/sql.ts';
import { openStore, type Store } from '../../../server/store/store.ts';
import type { SwitchyardEvent } from '../../../shared/events.ts';
import { eventually } from '../../support/eventually.ts';
import { freshStores } from '../../support/freshStores.ts';
import { makeTestFolder, startTestRedis, type TestStore } from '../../support/storeProcess.ts';

const folder = makeTestFolder();
const log = createLogger('silent');
let redis: TestStore;
let stores: Awaited<ReturnType<typeof freshStores>>;
let store: Store;
beforeAll(async () => {
  [redis, stores] = await Promise.all([startTestRedis({ folder }), freshStores()]);
  store = await openStore(stores.databaseUrl);
});
afterAll(async () => {
  await store.close();
  await Promise.all([redis.stop(), stores.drop()]);
  rmSync(folder, { recursive: true, force: true });
});

/** A process with the relay, and another one that publishes, too. */
async function twoProcesses(prefix: string) {
  const connections = [0, 1].map(() => connectRedis({ url: redis.url, prefix }, 'patient', log));
  const [own, others] = connections.map((each) => createEventPublisher(each, prefix, log));
  const [connection] = connections;
  if (!own || !others || !connection) throw new Error('unreachable');
  await Promise.all(connections.map((each) => each.ping()));
  const relay = new EventRelay({ store, redis: connection, prefix, publisher: own });
  let relayed = 0;
  return {
    own,
    others,
    relayed: () => relayed,
    look: async () => {
      relayed += await relay.look();
    },
    reads: async () =>
      Number(/cmdstat_xrange:calls=(\d+)/.exec(await connection.info('commandstats'))?.[1] ?? 0),
    async onStream() {
      const entries = await readUntil(connection, prefix, '99999999999999-0', 1000);
      return entries.flatMap(({ events }) => events.map((each) => 'version' in each && each.task_id)).sort();
    },
    close() {
      for (const each of connections) each.disconnect();
    },
  };
}

/** @returns the events, stored and told to nobody. */
async function storeEvents(taskIds: string[]): Promise<SwitchyardEvent[]> {
  const at = new Date();
  const row = { projectId: 'default', version: 1, type: 'task.created', toStatus: 'pending' };
  const rows = taskIds.map((taskId) => ({ ...row, taskId, at, actor: 'test', reason: 'submitted' }));
  await store.change(insertRows('task_events', rows));
  const common = { type: 'task.created', project_id: 'default', version: 1, status: 'pending' } as const;
  return taskIds.map((task_id) => ({ ...common, task_id, at: at.toISOString() }));
}

test('what was stored and never told is told, and nothing twice; what its own process told is not read again', async () => {
  const { own, others, relayed, look, reads, onStream, close } = await twoProcesses('relay');
  await look();
  const ids = Array.from({ length: 30 }, (_, index) => `own-${index}`);
  own.publish(await storeEvents(ids));
  await eventually(async () => expect(await onStream()).toHaveLength(30));
  const before = await reads();
  await storeEvents(['lost']);
  await eventually(
    async () => {
      if (relayed() === 0) expect(await reads()).toBe(before);
      await look();
      expect(relayed()).toBe(1);
    },
    { intervalMs: 200 },
  );
  others.publish(await storeEvents(['other']));
  own.publish(await storeEvents(['own']));
  await storeEvents(['lost too']);
  await eventually(
    async () => {
      await look();
      expect(relayed()).toBe(2);
    },
    { intervalMs: 200 },
  );
  const all = [...ids, 'lost', 'lost too', 'other', 'own'].sort();
  await eventually(async () => expect(await onStream()).toEqual(all));
  close();
});
