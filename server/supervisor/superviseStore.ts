import { join } from 'node:path';
import { type FindOptions, findStoreBinary } from '../embedded/findStoreBinary.ts';
import { databaseUrl, mariadbFolder, startMariadb } from '../embedded/startMariadb.ts';
import { redisFolder, redisUrl, type StartServerOptions, startRedis } from '../embedded/startRedis.ts';
import { type StoreName, storeRequirements } from '../embedded/storeBinaries.ts';
import type { StoreProcess } from '../embedded/storeProcess.ts';
import { type Kept, keepRunning } from './keepRunning.ts';

export interface StoreSetup {
  dataDir: string;
  /** The store's unix socket. */
  socket: string;
  sources: FindOptions['sources'] | undefined;
  report(line: string): void;
  onChange(running: StoreProcess | undefined): void;
  /** Aborted when the start is to be given up. */
  stopping: AbortSignal;
}

type StartServer = (options: StartServerOptions) => Promise<StoreProcess>;

const stores: Record<
  StoreName,
  { start: StartServer; folder(dataDir: string): string; url(socket: string): string }
> = {
  redis: { start: startRedis, folder: redisFolder, url: redisUrl },
  mariadb: { start: startMariadb, folder: mariadbFolder, url: databaseUrl },
};

export interface KeptStore extends Kept {
  /** Connection string for the role processes. */
  readonly url: string;
}

/**
 * Finds a store's program, starts it on the data folder and keeps it running.
 * @throws StartError
 */
export async function superviseStore(name: StoreName, setup: StoreSetup): Promise<KeptStore> {
  const { dataDir, socket, report, stopping } = setup;
  const { label } = storeRequirements[name];
  const { start, folder, url } = stores[name];
  const cacheDir = join(dataDir, 'cache');
  const binary = await findStoreBinary(name, {
    cacheDir,
    report,
    signal: stopping,
    ...(setup.sources && { sources: setup.sources }),
  });
  const kept = await keepRunning({
    label,
    report,
    onChange: setup.onChange,
    start: (signal) =>
      start({
        binary,
        folder: folder(dataDir),
        socket,
        logFile: join(dataDir, 'log', `${name}.log`),
        signal: AbortSignal.any([signal, stopping]),
      }),
  });
  report(`${label} ${binary.version} runs (${binary.file})`);
  return { url: url(socket), stop: kept.stop };
}
