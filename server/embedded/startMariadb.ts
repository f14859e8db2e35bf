import { writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { initMariadb, mariadbLayout, storageArgs } from './initMariadb.ts';
import { probeSocket } from './socketProbe.ts';
import type { StartServerOptions } from './startRedis.ts';
import { type StoreProcess, startStoreProcess } from './storeProcess.ts';

/** The database that the server uses. */
export const databaseName = 'switchyard';

/**
 * Starts a private MariaDB on a unix socket, makes its folder at the first start and the database when
 * it is missing. Every committed transaction is on the disk before the client hears of it.
 * @throws StartError
 */
export async function startMariadb(options: StartServerOptions): Promise<StoreProcess> {
  const { binary, folder, socket, logFile, signal } = options;
  const layout = await mariadbLayout(binary);
  await initMariadb(binary, layout, folder, signal);
  const initFile = `${socket}.sql`;
  await writeFile(initFile, `create database if not exists \`${databaseName}\`;\n`);
  return startStoreProcess({
    label: 'MariaDB',
    binary,
    args: [
      ...layout.args,
      ...storageArgs,
      ...serverArgs,
      `--datadir=${folder}`,
      `--socket=${socket}`,
      `--pid-file=${socket}.pid`,
      // Not in a folder that others use: a server that starts removes the temporary tables that it finds there.
      `--tmpdir=${dirname(socket)}`,
      `--init-file=${initFile}`,
      ...(options.extraArgs ?? []),
    ],
    cwd: folder,
    socket,
    logFile,
    answers: sendsHandshake,
    ...(signal && { signal }),
  });
}

/** Of the machine, or of the container where that has less. */
function memoryBytes(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
}

/**
 * What of the tables and their indexes is kept in memory, in MiB: an eighth of the machine's, 64 to 1024. It is taken
 * as it is used: a million tasks fill a gigabyte, a thousand a few megabytes.
 * @param bytes of memory that there are.
 */
export function bufferPoolMiB(bytes: number): number {
  return Math.min(1024, Math.max(64, Math.floor(bytes / 8 / 1024 ** 2)));
}

/** How the server behaves; MySQL understands all of them, too. */
export const serverArgs = [
  '--skip-networking',
  '--skip-name-resolve',
  '--character-set-server=utf8mb4',
  '--collation-server=utf8mb4_bin',
  '--default-time-zone=+00:00',
  '--transaction-isolation=READ-COMMITTED',
  `--innodb-buffer-pool-size=${bufferPoolMiB(memoryBytes())}M`,
  '--innodb-flush-log-at-trx-commit=1',
  '--max-allowed-packet=64M',
  '--max-connections=300',
];

/** The server greets first; protocol version 10 is the packet's first byte after its four of header. */
export function sendsHandshake(socket: string): Promise<boolean> {
  return probeSocket(socket, '', (greeting) => greeting[4] === 10);
}

/** The place of the database in a data folder. */
export function mariadbFolder(dataDir: string): string {
  return join(dataDir, 'mariadb');
}

/** The connection string that the role processes get; `root` has no password, the socket's folder is ours alone. */
export function databaseUrl(socket: string, database = databaseName): string {
  return `mysql://root@localhost/${database}?socket=${encodeURIComponent(socket)}`;
}
