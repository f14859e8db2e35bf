import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { type Connection, createConnection } from 'mysql2/promise';
import { inject } from 'vitest';
import './globalSetup.ts'; // Types what `inject` answers.

/** A database and a corner of Redis that no other test file uses. */
export interface FreshStores {
  /** `mysql://root@localhost/<new, empty database>?socket=…` */
  databaseUrl: string;
  /** `unix:…`, the same for all test files. */
  redisUrl: string;
  redisSocket: string;
  /** Begin every key and channel with it. */
  redisPrefix: string;
  /** Removes both. Close the test's own connections before. */
  drop(): Promise<void>;
}

/** Makes them in the stores that `globalSetup` started. */
export async function freshStores(): Promise<FreshStores> {
  const { databaseAdminUrl, redisUrl, redisSocket } = inject('stores');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const socketPath = new URL(databaseAdminUrl).searchParams.get('socket') ?? '';
  await withConnection(socketPath, (connection) => connection.query(`create database ${name}`));
  const databaseUrl = new URL(databaseAdminUrl);
  databaseUrl.pathname = `/${name}`;
  return {
    databaseUrl: databaseUrl.href,
    redisUrl,
    redisSocket,
    redisPrefix: name,
    async drop() {
      await withConnection(socketPath, (connection) => connection.query(`drop database ${name}`));
      await removeKeys(redisSocket, `${name}*`);
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

async function removeKeys(path: string, pattern: string): Promise<void> {
  const redis = new Redis({ path });
  try {
    for await (const keys of redis.scanStream({ match: pattern, count: 1_000 })) {
      if (keys.length > 0) await redis.unlink(keys);
    }
  } finally {
    redis.disconnect();
  }
}
