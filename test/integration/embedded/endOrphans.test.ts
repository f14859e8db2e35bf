import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endOrphans } from '../../../server/embedded/endOrphans.ts';
import { createRuntimeFile, readRuntimeFile } from '../../../server/embedded/runtimeFile.ts';
import { createRuntimeFolder } from '../../../server/embedded/runtimeFolder.ts';
import { processIdentity } from '../../../server/processes/processIdentity.ts';
import { eventually } from '../../support/eventually.ts';
import { makeTestFolder, startTestRedis, type TestStore } from '../../support/storeProcess.ts';

let dataDir: string;
let folder: string;
let orphan: TestStore;

beforeEach(async () => {
  dataDir = makeTestFolder();
  folder = await createRuntimeFolder();
  orphan = await startTestRedis({ folder: dataDir });
});

afterEach(async () => {
  await orphan.stop();
  for (const each of [dataDir, folder]) rmSync(each, { recursive: true, force: true });
});

/** What a supervisor wrote before it was killed. */
async function leaveRecord(identity: string): Promise<void> {
  const record = await createRuntimeFile(dataDir, {
    redis_socket: join(folder, 'redis.sock'),
    mysql_socket: null,
    folder,
  });
  record.setProcess('redis', { pid: orphan.pid(), identity });
  await eventually(async () => expect((await readRuntimeFile(dataDir))?.pids.redis).toBe(orphan.pid()));
}

function identityOfOrphan(): string | undefined {
  return processIdentity(orphan.pid());
}

test('a store left behind is ended, and its sockets and record are removed', async () => {
  await leaveRecord(identityOfOrphan() ?? '');
  const lines: string[] = [];

  await endOrphans(dataDir, (line) => lines.push(line));

  expect(identityOfOrphan()).toBeUndefined();
  expect(existsSync(folder)).toBe(false);
  expect(existsSync(join(dataDir, 'runtime.json'))).toBe(false);
  expect(lines).toEqual([expect.stringContaining(`redis (process ${orphan.pid()})`)]);
});

test('a store left behind and stopped (SIGSTOP) is ended, too', async () => {
  await leaveRecord(identityOfOrphan() ?? '');
  orphan.freeze();

  await endOrphans(dataDir, () => {});

  expect(identityOfOrphan()).toBeUndefined();
});

test('a process that got the pid of a store is left alone', async () => {
  await leaveRecord('another boot/1');

  await endOrphans(dataDir, () => {});

  expect(identityOfOrphan()).toBeDefined();
});
