import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { probeSocket } from './socketProbe.ts';
import type { StoreBinary } from './storeBinaries.ts';
import { type StoreProcess, startStoreProcess } from './storeProcess.ts';

export interface StartServerOptions {
  binary: StoreBinary;
  /** Holds the server's data, nothing else; made when needed. */
  folder: string;
  /** Where to listen; at most 107 bytes. */
  socket: string;
  logFile: string;
  /** Come last, so they win over ours. */
  extraArgs?: string[];
  signal?: AbortSignal;
}

/**
 * Starts a private Redis on a unix socket. The append-only file makes every answered write outlive a
 * kill of the process, and all but the last second outlive a power failure.
 * @throws StartError
 */
export async function startRedis(options: StartServerOptions): Promise<StoreProcess> {
  const { binary, folder, socket, logFile, signal } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const settings: Record<string, string> = {
    port: '0',
    unixsocket: socket,
    unixsocketperm: '700',
    dir: folder,
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    // A queue must not lose keys; a full memory shall be an error that is seen.
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
  };
  const args = Object.entries(settings).flatMap(([key, value]) => [`--${key}`, value]);
  return startStoreProcess({
    label: 'Redis',
    binary,
    args: [...args, ...(options.extraArgs ?? [])],
    cwd: folder,
    socket,
    logFile,
    answers: answersPing,
    ...(signal && { signal }),
  });
}

/** While it reads its file it answers -LOADING. */
function answersPing(socket: string): Promise<boolean> {
  return probeSocket(socket, 'PING\r\n', (answer) => answer.toString('latin1').startsWith('+PONG'));
}

/** The place of Redis's data in a data folder. */
export function redisFolder(dataDir: string): string {
  return join(dataDir, 'redis');
}

/** The connection string that the role processes get. */
export function redisUrl(socket: string): string {
  return `unix:${socket}`;
}
