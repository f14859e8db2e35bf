import { rmSync } from 'node:fs';
import {
  type DatabaseKind,
  databaseKind,
  makeTestFolder,
  startTestDatabase,
  startTestRedis,
  type TestStore,
} from './storeProcess.ts';

/** Where the stores that all test files share are. */
export interface SharedStores {
  /** `mysql://root@localhost/?socket=…`: no database yet. */
  databaseAdminUrl: string;
  databaseKind: DatabaseKind;
  /** `unix:…` */
  redisUrl: string;
  redisSocket: string;
  /** Short and private to the run of the tests: server processes have their homes in it. */
  folder: string;
}

export interface StartedStores extends SharedStores {
  /** Ends both and removes their folder. */
  stop(): Promise<void>;
}

/** Nothing of these stores is to outlive the run, so they needn't wait for the disk. */
const fast = {
  redis: ['--appendonly', 'no', '--databases', '10000'],
  database: ['--innodb-flush-log-at-trx-commit=0', '--innodb-buffer-pool-size=64M', '--max-connections=1000'],
};

/** Starts one Redis and one database server for a run of the tests. */
export async function startStores(): Promise<StartedStores> {
  const folder = makeTestFolder();
  const starts = await Promise.allSettled([
    startTestRedis({ folder, extraArgs: fast.redis }),
    startTestDatabase({ folder, extraArgs: fast.database }),
  ]);
  const stop = async () => {
    await Promise.all(starts.map(async (start) => start.status === 'fulfilled' && start.value.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  const [redis, database] = starts;
  if (redis.status === 'rejected' || database.status === 'rejected') {
    await stop();
    throw redis.status === 'rejected' ? redis.reason : (database as PromiseRejectedResult).reason;
  }
  return { ...placesOf(redis.value, database.value), folder, stop };
}

function placesOf(redis: TestStore, database: TestStore): Omit<SharedStores, 'folder'> {
  const admin = new URL(database.url);
  admin.pathname = '/';
  return {
    databaseAdminUrl: admin.href,
    databaseKind,
    redisUrl: redis.url,
    redisSocket: redis.socket,
  };
}
