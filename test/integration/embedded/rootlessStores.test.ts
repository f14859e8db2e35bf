import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findStoreBinary } from '../../../server/embedded/findStoreBinary.ts';
import { startMariadb } from '../../../server/embedded/startMariadb.ts';
import { startRedis } from '../../../server/embedded/startRedis.ts';
import type { StoreProcess } from '../../../server/embedded/storeProcess.ts';
import { cacheRoot, makeTestFolder } from '../../support/storeProcess.ts';

const servers = { redis: startRedis, mariadb: startMariadb };
const cacheDir = join(cacheRoot, 'stores');

let folder: string;
let store: StoreProcess | undefined;

beforeEach(() => {
  folder = makeTestFolder();
});

afterEach(async () => {
  await store?.stop(10_000);
  rmSync(folder, { recursive: true, force: true });
});

test.for(['redis', 'mariadb'] as const)(
  'unpacked packages give a %s that works',
  { timeout: 180_000 },
  async (name) => {
    const binary = await findStoreBinary(name, { cacheDir, sources: ['rootless'] });
    expect(binary.source).toBe('rootless');

    store = await servers[name]({
      binary,
      folder: join(folder, name),
      socket: join(folder, 'socket'),
      logFile: join(folder, 'log'),
    });
    expect(await store.stop(10_000)).toEqual({ code: 0, signal: null });
  },
);

test('a server that ends at its start shows the end of its log', async () => {
  const binary = await findStoreBinary('redis', { cacheDir });
  const start = startRedis({
    binary,
    folder: join(folder, 'redis'),
    socket: join(folder, 'socket'),
    logFile: join(folder, 'log'),
    extraArgs: ['--maxmemory-policy', 'no-such-policy'],
  });

  await expect(start).rejects.toThrow(/Redis ended at its start with 1; .*\/log says:.*maxmemory-policy/s);
});

test('when no source has a store, the error says what was tried and what to do', async () => {
  const find = findStoreBinary('mariadb', { cacheDir: folder, sources: [] });

  await expect(find).rejects.toThrow(/apt-get install .*mariadb-server-core.*SWITCHYARD_DATABASE_URL/s);
});
