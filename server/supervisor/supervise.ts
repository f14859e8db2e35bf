import { once } from 'node:events';
import { join } from 'node:path';
import { endOrphans } from '../embedded/endOrphans.ts';
import { lockDataFolder } from '../embedded/lockDataFolder.ts';
import { createRuntimeFile } from '../embedded/runtimeFile.ts';
import { createRuntimeFolder, removeRuntimeFolder } from '../embedded/runtimeFolder.ts';
import { StartError } from '../embedded/startError.ts';
import { processIdentity } from '../processes/processIdentity.ts';
import { announcement } from './announce.ts';
import { startRoles } from './startRoles.ts';
import { startStores } from './startStores.ts';
import { listenForStop } from './stopSignals.ts';
import type { SuperviseOptions, Supervision, SupervisorConfig } from './supervision.ts';

/**
 * What `npm start` does: takes the data folder, starts the stores that no URL names and the role
 * processes, starts again what dies, and ends everything in order after SIGINT, SIGTERM or SIGHUP.
 * Settles when nothing is left running; `process.exitCode` is then 1 if something other than a signal
 * ended it, and the console says what.
 */
export async function supervise(config: SupervisorConfig, options: SuperviseOptions = {}): Promise<void> {
  // A closed terminal must not end the supervisor before it has stopped the rest.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const signals = listenForStop(report);
  const failures: unknown[] = [];
  const fail = (error: unknown) => {
    if (signals.stopping.aborted) return; // What breaks while everything ends is no news.
    failures.push(error);
    console.error(error instanceof StartError ? error.message : error);
    signals.stop();
  };
  const { stopping, hurry } = signals;
  const supervision: Supervision = { config, options, stopping, hurry, closers: [], report, fail };
  try {
    await startEverything(supervision);
    if (!stopping.aborted) await once(stopping, 'abort');
  } catch (error) {
    fail(error);
  }
  await closeEverything(supervision);
  signals.dispose();
  if (failures.length > 0) process.exitCode = 1;
  else report('Stopped');
}

async function startEverything(supervision: Supervision): Promise<void> {
  if (process.platform !== 'linux') {
    throw new StartError(`Switchyard's server runs on Linux only; this is ${process.platform}.`);
  }
  const { config, closers } = supervision;
  const lock = await lockDataFolder(config.dataDir);
  closers.push(() => lock.release());
  report(`Switchyard starts; its data is in ${config.dataDir}`);
  await endOrphans(config.dataDir, report);
  const { runtime, sockets } = await prepareRuntime(supervision);
  const urls = await startStores(supervision, runtime, sockets);
  const ready = await startRoles(supervision, runtime, urls);
  if (ready === undefined) return;
  await lock.setUrl(ready.url);
  for (const line of announcement(ready, config.host)) report(line);
}

/** Makes the folder for sockets and the record of where it is and what runs. */
async function prepareRuntime({ config, closers }: Supervision) {
  const folder = await createRuntimeFolder();
  closers.push(() => removeRuntimeFolder(folder));
  const sockets = { redis: join(folder, 'redis.sock'), mariadb: join(folder, 'mysql.sock') };
  const record = await createRuntimeFile(config.dataDir, {
    redis_socket: config.redisUrl === undefined ? sockets.redis : null,
    mysql_socket: config.databaseUrl === undefined ? sockets.mariadb : null,
    folder,
  });
  closers.push(() => record.remove());
  record.setProcess('supervisor', {
    pid: process.pid,
    identity: processIdentity(process.pid) ?? 'unknown',
  });
  return { runtime: record, sockets };
}

async function closeEverything({ closers }: Supervision): Promise<void> {
  for (const close of closers.toReversed()) {
    await close().catch((error: unknown) => console.error(error));
  }
}

function report(line: string): void {
  console.log(line);
}
