/** Real server processes for tests, on stores of their own; see `startSwitchyard`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { ApiClient } from './apiClient.ts';
import { eventually } from './eventually.ts';
import { type FreshStores, freshStores } from './freshStores.ts';

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
export const TEST_TOKEN = 'swy_test_0123456789abcdef';

export interface Switchyard {
  url: string;
  token: string;
  api: ApiClient;
  stores: Pick<FreshStores, 'databaseUrl' | 'redisUrl'>;
  /** A folder of the test's own. */
  folder: string;
  /** Starts one more process on the same stores. */
  start(roles: string, env?: Record<string, string>): Promise<RoleProcess>;
  /** The process that `startSwitchyard` began with. */
  first: RoleProcess;
  stop(): Promise<void>;
}

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

export interface SwitchyardOptions {
  roles?: string;
  env?: Record<string, string>;
  /** Stores that the test manages itself, for faults. */
  stores?: { databaseUrl: string; redisUrl: string };
}

/** Starts all roles in one process (or those given), on fresh stores, and ends them with the test or the suite. */
export async function startSwitchyard(options: SwitchyardOptions = {}): Promise<Switchyard> {
  const own = options.stores ? undefined : await freshStores();
  const stores = options.stores ?? (own as FreshStores);
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-test-'));
  const running: RoleProcess[] = [];
  const start = async (roles: string, env: Record<string, string> = {}) => {
    const started = await startRole(roles, stores, folder, { ...options.env, ...env });
    running.push(started);
    return started;
  };
  const stop = async () => {
    await Promise.all(running.map((each) => each.stop()));
    await own?.drop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const first = await start(options.roles ?? 'api,dispatcher,scheduler,worker');
    return { url: first.url, token: TEST_TOKEN, api: first.api, stores, folder, start, first, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** As `startSwitchyard`, for use inside one test: stops when the test is over. */
export async function switchyardForTest(options: SwitchyardOptions = {}): Promise<Switchyard> {
  const switchyard = await startSwitchyard(options);
  onTestFinished(() => switchyard.stop());
  return switchyard;
}

async function startRole(
  roles: string,
  stores: { databaseUrl: string; redisUrl: string },
  folder: string,
  env: Record<string, string>,
): Promise<RoleProcess> {
  const child = spawn(process.execPath, ['--max-semi-space-size=4', MAIN], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
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
  const url = await eventually(
    () => {
      if (child.exitCode !== null) throw new Error(`the process ended with ${child.exitCode}: ${text}`);
      return /is ready: (http:\S+)/.exec(text)?.[1] ?? false;
    },
    { timeoutMs: 60_000 },
  ).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
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
