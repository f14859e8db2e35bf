/** One server process with some roles, on given stores. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ApiClient } from './apiClient.ts';
import { COMPILE_CACHE } from './compileCache.ts';
import { eventually } from './eventually.ts';
import { NODE_FLAGS } from './nodeFlags.ts';

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
export const TEST_TOKEN = 'swy_test_0123456789abcdef';

export interface RoleProcess {
  url: string;
  pid: number;
  child: ChildProcess;
  api: ApiClient;
  /** What it printed so far. */
  output(): string;
  /** SIGTERM, and wait for its end. */
  stop(): Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
  ended: Promise<unknown>;
}

/**
 * Resolves when it says that it is ready.
 * @param folder its data and home.
 * @param main another program than the server, that takes the same environment.
 */
export async function startRole(
  roles: string,
  stores: { databaseUrl: string; redisUrl: string },
  folder: string,
  env: Record<string, string>,
  main = MAIN,
): Promise<RoleProcess> {
  const child = spawn(process.execPath, [...NODE_FLAGS, main], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      HOME: folder,
      TMPDIR: folder,
      SWITCHYARD_ROLES: roles,
      SWITCHYARD_DATABASE_URL: stores.databaseUrl,
      SWITCHYARD_REDIS_URL: stores.redisUrl,
      SWITCHYARD_DATA_DIR: join(folder, 'data'),
      SWITCHYARD_ADMIN_TOKEN: TEST_TOKEN,
      SWITCHYARD_PORT: '0',
      SWITCHYARD_SLOTS: '2',
      SWITCHYARD_LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  const ended = once(child, 'exit');
  const died = ended.then(() => {
    throw new Error(`the process ended with ${child.exitCode ?? child.signalCode}: ${text}`);
  });
  const ready = eventually(() => /is ready: (http:\S+)/.exec(text)?.[1] ?? false, { timeoutMs: 60_000 });
  const url = await Promise.race([ready, died]).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  died.catch(() => {});
  ready.catch(() => {});
  return {
    url,
    pid: child.pid as number,
    child,
    api: new ApiClient(url, TEST_TOKEN),
    output: () => text,
    ended,
    kill: (signal) => void child.kill(signal),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGCONT');
        child.kill('SIGTERM');
      }
      await ended;
      return child.exitCode;
    },
  };
}
