import { join } from 'node:path';
import { endOrphans } from './endOrphans.ts';
import { findStoreBinary } from './findStoreBinary.ts';
import { lockDataFolder } from './lockDataFolder.ts';
import { readRuntimeFile } from './runtimeFile.ts';
import { createRuntimeFolder, removeRuntimeFolder } from './runtimeFolder.ts';
import { StartError } from './startError.ts';
import { databaseUrl, mariadbFolder, startMariadb } from './startMariadb.ts';

const STOP_MS = 20_000;

export interface PrivateDatabaseOptions {
  dataDir: string;
  /** Whether the work may be done beside a running server. */
  whileRunning: boolean;
  report(line: string): void;
}

/**
 * Lends the private database of a data folder to a piece of work: that of the server that runs on it, or one that is
 * started for as long as the work takes.
 * @throws StartError if the server runs and must not, or MariaDB can't be started.
 */
export async function withPrivateDatabase<T>(
  { dataDir, whileRunning, report }: PrivateDatabaseOptions,
  work: (databaseUrl: string) => Promise<T>,
): Promise<T> {
  const lock = await lockDataFolder(dataDir).catch(async (error: unknown) => {
    const socket = (await readRuntimeFile(dataDir))?.mysql_socket;
    if (!(error instanceof StartError) || !whileRunning || !socket) throw error;
    return { runningAt: socket };
  });
  if ('runningAt' in lock) return work(databaseUrl(lock.runningAt));
  try {
    await endOrphans(dataDir, report);
    return await withOwnMariadb(dataDir, report, work);
  } finally {
    await lock.release();
  }
}

async function withOwnMariadb<T>(
  dataDir: string,
  report: (line: string) => void,
  work: (databaseUrl: string) => Promise<T>,
): Promise<T> {
  const runtime = await createRuntimeFolder();
  const socket = join(runtime, 'mysql.sock');
  try {
    const binary = await findStoreBinary('mariadb', { cacheDir: join(dataDir, 'cache'), report });
    const logFile = join(dataDir, 'log', 'mariadb.log');
    const mariadb = await startMariadb({ binary, folder: mariadbFolder(dataDir), socket, logFile });
    return await work(databaseUrl(socket)).finally(() => mariadb.stop(STOP_MS));
  } finally {
    await removeRuntimeFolder(runtime);
  }
}
