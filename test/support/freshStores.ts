import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { type Connection, createConnection } from 'mysql2/promise';
import { inject } from 'vitest';
import './globalSetup.ts'; // Types what `inject` answers.

/** A database and a corner of Redis that no other test file uses. */
export interface FreshStores {
  /** `mysql://root@localhost/<new, empty database>?socket=…` */
  databaseUrl: string;
  /** `unix:…?db=N`: a logical database of its own. Channels are shared, and all are hints. */
  redisUrl: string;
  /** Removes both. Close the test's own connections before. */
  drop(): Promise<void>;
}

/** Makes them in the stores that `globalSetup` started. */
export async function freshStores(): Promise<FreshStores> {
  const { databaseAdminUrl, redisSocket } = inject('stores');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const socketPath = new URL(databaseAdminUrl).searchParams.get('socket') ?? '';
  await withConnection(socketPath, (connection) => connection.query(`create database ${name}`));
  const databaseUrl = new URL(databaseAdminUrl);
  databaseUrl.pathname = `/${name}`;
  return {
    databaseUrl: databaseUrl.href,
    redisUrl: `unix:${redisSocket}?db=${await takeRedisDatabase(redisSocket)}`,
    async drop() {
      await withConnection(socketPath, (connection) => connection.query(`drop database ${name}`));
    },
  };
}

async function withConnection(
  socketPath: string,
  use: (connection: Connection) => Promise<unknown>,
): Promise<void> {
  const connection = await createConnection({ socketPath, user: 'root' });
  try {
    await use(connection);
  } finally {
    await connection.end();
  }
}

/** Numbers are given out once a run: see `fast.redis` in startStores for how many there are. */
async function takeRedisDatabase(path: string): Promise<number> {
  const redis = new Redis({ path });
  try {
    return await redis.incr('test:databases');
  } finally {
    redis.disconnect();
  }
}
