import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findStoreBinary } from '../../server/embedded/findStoreBinary.ts';
import { databaseUrl, startMariadb } from '../../server/embedded/startMariadb.ts';
import { redisUrl, startRedis } from '../../server/embedded/startRedis.ts';
import type { StoreProcess } from '../../server/embedded/storeProcess.ts';
import { processIdentity } from '../../server/processes/processIdentity.ts';
import { findMysql, startMysql } from './mysqlServer.ts';

/** `mysql` when SWITCHYARD_TEST_DATABASE says so: the suite must pass on both. */
export type DatabaseKind = 'mariadb' | 'mysql';

export const databaseKind: DatabaseKind =
  process.env.SWITCHYARD_TEST_DATABASE === 'mysql' ? 'mysql' : 'mariadb';

/** Where unpacked packages stay from one run of the tests to the next. */
export const cacheRoot = fileURLToPath(new URL('../../.cache/', import.meta.url));

/** A Redis or a database server of a test's own, to be killed, stopped and started again. */
export interface TestStore {
  readonly url: string;
  readonly socket: string;
  /** Of the process that runs now. */
  pid(): number;
  /** SIGKILL; settles when it has ended. */
  kill(): Promise<void>;
  /** SIGSTOP: it takes connections (the system does) but answers nothing. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
  /** Starts it again on the same folder and socket after `kill` or `stop`. */
  startAgain(): Promise<void>;
  /** SIGTERM, and SIGKILL when that doesn't end it. Does nothing when it has ended. */
  stop(): Promise<void>;
}

export interface TestStoreOptions {
  /** Holds data, socket and log; short, because of the socket's path. See `makeTestFolder`. */
  folder: string;
  /** Come last on the server's command line. */
  extraArgs?: string[];
}

/**
 * Starts a Redis in a folder of the test's own. It ends with the thread that called this, so call it
 * from the thread that needs it (with vitest's pool `forks` every test file has its own process).
 */
export async function startTestRedis(options: TestStoreOptions): Promise<TestStore> {
  const binary = await findStoreBinary('redis', { cacheDir: join(cacheRoot, 'stores'), report });
  const socket = join(options.folder, 'redis.sock');
  return controllable(redisUrl(socket), () => startRedis({ binary, ...placesOf('redis', socket, options) }));
}

/** The same for a MariaDB, or a MySQL when the suite runs on one; the URL names the database `switchyard`. */
export async function startTestDatabase(options: TestStoreOptions): Promise<TestStore> {
  const socket = join(options.folder, 'mysql.sock');
  const places = placesOf('database', socket, options);
  if (databaseKind === 'mysql') {
    const mysql = await findMysql(join(cacheRoot, 'mysql'), report);
    return controllable(databaseUrl(socket), () => startMysql(mysql, places));
  }
  const binary = await findStoreBinary('mariadb', { cacheDir: join(cacheRoot, 'stores'), report });
  return controllable(databaseUrl(socket), () => startMariadb({ binary, ...places }));
}

/** Makes an empty folder with a short path, and removes those of test runs that were killed. */
export function makeTestFolder(): string {
  for (const name of readdirSync(tmpdir())) {
    const pid = /^switchyard-test-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || processIdentity(Number(pid)) !== undefined) continue;
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
  return mkdtempSync(join(tmpdir(), `switchyard-test-${process.pid}-`));
}

function placesOf(name: string, socket: string, { folder, extraArgs = [] }: TestStoreOptions) {
  return { folder: join(folder, name), socket, logFile: join(folder, `${name}.log`), extraArgs };
}

async function controllable(url: string, start: () => Promise<StoreProcess>): Promise<TestStore> {
  let running = await start();
  const { socket } = running;
  return {
    url,
    socket,
    pid: () => running.pid,
    async kill() {
      running.process.kill('SIGKILL');
      await running.exited;
    },
    freeze: () => void running.process.kill('SIGSTOP'),
    thaw: () => void running.process.kill('SIGCONT'),
    async startAgain() {
      running = await start();
    },
    async stop() {
      await running.stop(10_000);
    },
  };
}

function report(line: string): void {
  console.log(line);
}
