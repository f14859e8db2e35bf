/** The processes that are under fire: stores and roles, each a process of its own, and started again when it dies. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { ApiClient } from '../support/apiClient.ts';
import { eventually } from '../support/eventually.ts';
import { type RoleProcess, startRole } from '../support/roleProcess.ts';
import {
  makeTestFolder,
  startTestDatabase,
  startTestRedis,
  type TestStore,
} from '../support/storeProcess.ts';

const START_MS_MAX = 60_000;
const OUTPUT_CHARS = 4000;

export interface Fleet {
  /** Holds everything of this fleet. */
  folder: string;
  redis: TestStore;
  database: TestStore;
  /** By its name: `api`, `dispatcher`, `scheduler`, `worker0` … */
  role(name: string): RoleProcess;
  /** The API, wherever it is by now; while it is dead its calls fail. */
  api(): ApiClient;
  guardOf(worker: RoleProcess): number | undefined;
  /** Starts a role that has died, again and again until it is ready. */
  startAgain(name: string): Promise<void>;
  emptyRedis(): Promise<void>;
  /** Ends the roles gently. @returns those that didn't end with 0. */
  stopRoles(): Promise<string[]>;
  /** What the roles that run now have printed. */
  outputs(): string;
  /** Ends everything and removes the folder. */
  destroy(): Promise<void>;
}

export async function startFleet(): Promise<Fleet> {
  const folder = makeTestFolder();
  const home = join(folder, 'home');
  mkdirSync(home);
  const [redis, database] = await Promise.all([startTestRedis({ folder }), startTestDatabase({ folder })]);
  const stores = { databaseUrl: database.url, redisUrl: redis.url };
  const roles = new Map<string, RoleProcess>();
  const apiPort = await freePort();
  const start = async (name: string) => {
    const env: Record<string, string> = name === 'api' ? { SWITCHYARD_PORT: String(apiPort) } : {};
    roles.set(name, await startRole(name.replace(/\d+$/, ''), stores, home, env));
  };
  const role = (name: string) => roles.get(name) as RoleProcess;
  const stopRoles = async () => {
    const ends = [...roles].map(async ([name, each]) => {
      const code = await each.stop();
      return code === 0 ? [] : [`${name} ended with ${code ?? each.child.signalCode}: ${each.output()}`];
    });
    roles.clear();
    return (await Promise.all(ends)).flat();
  };
  const destroy = async () => {
    await stopRoles();
    await Promise.all([redis.stop(), database.stop()]);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await start('api');
    for (const name of ['dispatcher', 'scheduler', 'worker0', 'worker1', 'worker2']) await start(name);
  } catch (error) {
    await destroy();
    throw error;
  }
  return {
    folder,
    redis,
    database,
    role,
    api: () => role('api').api,
    guardOf: ({ pid }) => childrenOf(pid).find((child) => commandLine(child).includes('guardProcess')),
    startAgain: (name) => eventually(() => start(name), { timeoutMs: START_MS_MAX }),
    emptyRedis: () => emptyRedis(redis),
    stopRoles,
    outputs: () =>
      [...roles].map(([name, each]) => `${name}: ${each.output().slice(-OUTPUT_CHARS)}`).join('\n'),
    destroy,
  };
}

async function emptyRedis({ socket }: TestStore): Promise<void> {
  const client = new Redis({ path: socket, maxRetriesPerRequest: 1 });
  client.on('error', () => {});
  try {
    await client.flushall();
  } finally {
    client.disconnect();
  }
}

/** The API keeps its address over its deaths. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function childrenOf(pid: number): number[] {
  const children = readIfThere(`/proc/${pid}/task/${pid}/children`);
  return children.trim().split(' ').filter(Boolean).map(Number);
}

const commandLine = (pid: number) => readIfThere(`/proc/${pid}/cmdline`);

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
