import { Redis } from 'ioredis';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { connectionOptions } from '../../../server/store/connectionOptions.ts';
import { type FreshStores, freshStores } from '../../support/freshStores.ts';

test('each call gives an empty database and a prefix of its own, and drop removes both', async () => {
  const [one, other] = await Promise.all([freshStores(), freshStores()]);
  expect(one.databaseUrl).not.toBe(other.databaseUrl);
  expect(one.redisPrefix).not.toBe(other.redisPrefix);
  await use(one);
  await use(other);

  await one.drop();

  await expect(use(one)).rejects.toThrow(/Unknown database/);
  expect(await keysOf(one)).toEqual([]);
  expect(await keysOf(other)).toEqual([`${other.redisPrefix}:key`]);
  await other.drop();
});

async function use({ databaseUrl, redisSocket, redisPrefix }: FreshStores): Promise<void> {
  const connection = await createConnection(connectionOptions(databaseUrl));
  await connection.query('create table numbers (value int)');
  await connection.end();
  const redis = new Redis({ path: redisSocket });
  await redis.set(`${redisPrefix}:key`, 'value');
  redis.disconnect();
}

async function keysOf({ redisSocket, redisPrefix }: FreshStores): Promise<string[]> {
  const redis = new Redis({ path: redisSocket });
  const keys = await redis.keys(`${redisPrefix}*`);
  redis.disconnect();
  return keys;
}
