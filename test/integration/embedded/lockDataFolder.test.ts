import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireFileLock } from '../../../server/embedded/fileLock.ts';
import { lockDataFolder } from '../../../server/embedded/lockDataFolder.ts';
import { makeTestFolder } from '../../support/storeProcess.ts';

const contenderScript = fileURLToPath(new URL('./lockContender.ts', import.meta.url));
let folder: string;

beforeEach(() => {
  folder = makeTestFolder();
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A lock as a killed process leaves it: by default of a process that can't be. */
function leaveLock(path: string, pid = 4_194_305): void {
  writeFileSync(path, JSON.stringify({ pid, identity: 'another boot/1', since: '2020-01-01T00:00:00.000Z' }));
}

test('a second start is told who runs, since when, where, and what to do', async () => {
  const lock = await lockDataFolder(folder);
  await lock.setUrl('http://127.0.0.1:7420');

  const second = lockDataFolder(folder);

  await expect(second).rejects.toThrow(
    new RegExp(`process ${process.pid}, since 20\\d\\d-.*, at http://127.0.0.1:7420`),
  );
  await expect(second).rejects.toThrow(/kill \d+.*SWITCHYARD_DATA_DIR.*SWITCHYARD_PORT/s);
});

test('a released lock can be taken again and leaves no file', async () => {
  const first = await lockDataFolder(folder);
  await first.release();
  const second = await lockDataFolder(folder);
  await second.release();

  expect(readdirSync(folder)).toEqual([]);
});

test('the lock of a dead process is taken over', async () => {
  leaveLock(join(folder, 'lock'));

  await expect(lockDataFolder(folder)).resolves.toBeDefined();
});

test('the lock of an earlier process with the pid of a living one is taken over', async () => {
  leaveLock(join(folder, 'lock'), process.pid);

  await expect(lockDataFolder(folder)).resolves.toBeDefined();
});

test('a lock cut short by a power failure is taken over', async () => {
  writeFileSync(join(folder, 'lock'), '{"pid": 12');

  await expect(lockDataFolder(folder)).resolves.toBeDefined();
});

test('a takeover that was killed half-way does not keep others out', async () => {
  leaveLock(join(folder, 'lock'));
  leaveLock(join(folder, 'lock.takeover'));

  await expect(lockDataFolder(folder)).resolves.toBeDefined();
});

test('one who waits gets the lock when it is released', async () => {
  const path = join(folder, 'lock');
  const first = await acquireFileLock(path);
  const second = acquireFileLock(path, { waitMs: 5_000 });
  await first.release();

  await expect(second).resolves.toBeDefined();
});

test('of many processes that find a dead lock one gets it', { timeout: 30_000 }, async () => {
  const contenders = await Promise.all(Array.from({ length: 6 }, startContender));
  try {
    for (let round = 0; round < 25; round += 1) {
      const path = join(folder, `round-${round}`);
      leaveLock(path);
      const answers = contenders.map((contender) => once(contender, 'message'));
      for (const contender of contenders) contender.send(path);
      const outcomes = (await Promise.all(answers)).map(([answer]) => answer).sort();
      expect(outcomes).toEqual(['lost', 'lost', 'lost', 'lost', 'lost', 'won']);
    }
  } finally {
    for (const contender of contenders) contender.disconnect();
  }
});

async function startContender(): Promise<ChildProcess> {
  const contender = fork(contenderScript);
  await once(contender, 'message');
  return contender;
}
