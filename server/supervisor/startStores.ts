import type { RuntimeFile } from '../embedded/runtimeFile.ts';
import type { StoreName } from '../embedded/storeBinaries.ts';
import { type KeptStore, superviseStore } from './superviseStore.ts';
import type { Supervision } from './supervision.ts';

/** SIGTERM to SIGKILL; MariaDB writes back its memory first. */
const deadlinesMs: Record<StoreName, number> = { redis: 10_000, mariadb: 20_000 };

/** Each store's name in `runtime.json`. */
const runtimeNames: Record<StoreName, string> = { redis: 'redis', mariadb: 'mysql' };

/**
 * Starts the stores that no URL names, side by side, and answers the connection strings of both.
 * @throws StartError when one of them can't be started.
 */
export async function startStores(
  supervision: Supervision,
  runtime: RuntimeFile,
  sockets: Record<StoreName, string>,
): Promise<{ databaseUrl: string; redisUrl: string }> {
  const { config, options, stopping, closers, report } = supervision;
  const started: Partial<Record<StoreName, KeptStore>> = {};
  for (const name of ['mariadb', 'redis'] as const) {
    closers.push(async () => started[name]?.stop(deadlinesMs[name]));
  }
  const start = async (name: StoreName): Promise<string> => {
    const store = await superviseStore(name, {
      dataDir: config.dataDir,
      socket: sockets[name],
      sources: options.sources,
      report,
      onChange: (running) => runtime.setProcess(runtimeNames[name], running),
      stopping,
    });
    started[name] = store;
    return store.url;
  };
  // Both are waited for though one fails, or the other would be left out of the stop.
  const [database, redis] = await Promise.allSettled([
    config.databaseUrl ?? start('mariadb'),
    config.redisUrl ?? start('redis'),
  ]);
  return { databaseUrl: resultOf(database), redisUrl: resultOf(redis) };
}

function resultOf<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
