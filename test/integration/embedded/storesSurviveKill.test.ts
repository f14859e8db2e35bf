import { rmSync } from 'node:fs';
import { Redis } from 'ioredis';
import { type Connection, createConnection } from 'mysql2/promise';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  makeTestFolder,
  startTestDatabase,
  startTestRedis,
  type TestStore,
} from '../../support/storeProcess.ts';

let folder: string;
let store: TestStore | undefined;

beforeEach(() => {
  folder = makeTestFolder();
});

afterEach(async () => {
  await store?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('Redis is back after kill -9 with the last write that it answered', async () => {
  store = await startTestRedis({ folder });
  const before = new Redis({ path: store.socket, retryStrategy: () => null });
  before.on('error', () => {});
  for (let value = 1; value <= 200; value += 1) await before.set('last', value);
  await store.kill();
  await store.startAgain();

  const after = new Redis({ path: store.socket });
  expect(await after.get('last')).toBe('200');
  after.disconnect();
  before.disconnect();
});

test('the database is back after kill -9 with the last transaction that it answered', async () => {
  store = await startTestDatabase({ folder });
  const before = await connect(store);
  await before.query('create table last (value int)');
  for (let value = 1; value <= 200; value += 1) await before.query('insert into last values (?)', [value]);
  await store.kill();
  before.destroy();
  await store.startAgain();

  const after = await connect(store);
  const [rows] = await after.query('select max(value) as value from last');
  expect(rows).toEqual([{ value: 200 }]);
  await after.end();
});

async function connect({ socket }: TestStore): Promise<Connection> {
  const connection = await createConnection({ socketPath: socket, user: 'root', database: 'switchyard' });
  connection.on('error', () => {}); // The kill breaks it, as it should.
  return connection;
}
