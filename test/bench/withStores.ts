/** Stores and server processes for a benchmark: durable, as a user has them, and gone when it ends. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type RoleProcess, startRole } from '../support/roleProcess.ts';
import { makeTestFolder, startTestDatabase, startTestRedis } from '../support/storeProcess.ts';

export interface Bench {
  folder: string;
  databaseUrl: string;
  redisUrl: string;
  start(roles: string, env?: Record<string, string>): Promise<RoleProcess>;
}

export async function withStores<T>(work: (bench: Bench) => Promise<T>): Promise<T> {
  const folder = makeTestFolder();
  const running: RoleProcess[] = [];
  const [redis, database] = await Promise.all([startTestRedis({ folder }), startTestDatabase({ folder })]);
  const home = join(folder, 'home');
  mkdirSync(home);
  const stores = { databaseUrl: database.url, redisUrl: redis.url };
  try {
    return await work({
      folder,
      ...stores,
      async start(roles, env) {
        const role = await startRole(roles, stores, home, env ?? {});
        running.push(role);
        return role;
      },
    });
  } finally {
    await Promise.all(running.map((role) => role.stop()));
    await Promise.all([redis.stop(), database.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}
