import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { spawnChild } from '../../../server/embedded/childProcess.ts';
import { type RuntimeRecord, readRuntimeFile } from '../../../server/embedded/runtimeFile.ts';
import { isSameProcess } from '../../../server/processes/processIdentity.ts';
import { eventually } from '../../support/eventually.ts';
import { makeTestFolder } from '../../support/storeProcess.ts';

const script = fileURLToPath(new URL('./superviseStandIns.ts', import.meta.url));
/** Stores may first have to be installed. */
const startMs = 180_000;
const processNames = ['api', 'mysql', 'redis', 'supervisor', 'worker'];

interface Supervisor {
  process: ChildProcess;
  output(): string;
  /** The exit code, once it and its output have ended. */
  ended: Promise<number | null>;
}

let dataDir: string;
const supervisors: Supervisor[] = [];

beforeEach(() => {
  dataDir = makeTestFolder();
});

afterEach(async () => {
  const left = await readRuntimeFile(dataDir);
  for (const { process: each } of supervisors.splice(0)) each.kill('SIGKILL');
  if (left) await eventually(() => expect(livingOf(left)).toEqual([]), { timeoutMs: 20_000 });
  for (const folder of [dataDir, left?.folder]) {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
});

async function start(env: Record<string, string> = {}): Promise<Supervisor> {
  const { process: child } = await spawnChild(process.execPath, [script, dataDir], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    endWithParent: true, // A run of the tests that is killed leaves nothing behind, either.
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const supervisor = { process: child, output: () => output, ended };
  supervisors.push(supervisor);
  return supervisor;
}

async function startReady(env: Record<string, string> = {}): Promise<Supervisor> {
  const supervisor = await start(env);
  await eventually(() => expect(supervisor.output()).toContain('single-trust'), { timeoutMs: startMs });
  return supervisor;
}

async function record(): Promise<RuntimeRecord> {
  const found = await readRuntimeFile(dataDir);
  if (found === undefined) throw new Error('no runtime.json');
  return found;
}

/** The last word in the log of each role. */
function logsOf(...roles: string[]): (string | undefined)[] {
  return roles.map((role) => readFileSync(`${dataDir}/log/${role}.log`, 'utf8').trim().split(' ').at(-1));
}

function livingOf({ pids, identities }: RuntimeRecord): string[] {
  return Object.keys(pids).filter((name) => isSameProcess(pids[name] ?? 0, identities[name] ?? ''));
}

/** Waits until another process of that name runs than the record tells, and answers the new record. */
async function replaced(name: string, before: RuntimeRecord): Promise<RuntimeRecord> {
  return eventually(
    async () => {
      const now = await record();
      expect(now.pids).toHaveProperty(name);
      expect(now.pids[name]).not.toBe(before.pids[name]);
      return now;
    },
    { timeoutMs: 20_000 },
  );
}

test('starts everything, shows the token once, and Ctrl-C leaves nothing behind', {
  timeout: 240_000,
}, async () => {
  const supervisor = await startReady();
  const running = await record();
  expect(livingOf(running).sort()).toEqual(processNames);
  expect(existsSync(running.mysql_socket ?? '')).toBe(true);
  const token = supervisor.output().match(/^admin token: (swy_\S+)$/m);
  expect(token?.[1]).toBe('swy_made_now');
  expect(supervisor.output()).toContain('http://127.0.0.1:7420/api/v1/docs');

  supervisor.process.kill('SIGINT');

  expect(await supervisor.ended).toBe(0);
  expect(livingOf(running)).toEqual([]);
  expect(existsSync(dirname(running.redis_socket ?? ''))).toBe(false);
  expect(existsSync(`${dataDir}/runtime.json`)).toBe(false);
  expect(existsSync(`${dataDir}/lock`)).toBe(false);
});

test('a second start on the same folder says who runs there', { timeout: 240_000 }, async () => {
  const first = await startReady();
  const second = await start();

  expect(await second.ended).toBe(1);
  expect(second.output()).toContain(`process ${first.process.pid}, since`);
  expect(second.output()).toContain('at http://127.0.0.1:7420');
  expect(livingOf(await record()).sort()).toEqual(processNames);
});

test.for(['redis', 'mysql', 'api', 'worker'])(
  '%s is started again after kill -9',
  { timeout: 240_000 },
  async (name) => {
    const supervisor = await startReady();
    const before = await record();

    process.kill(before.pids[name] ?? 0, 'SIGKILL');

    const after = await replaced(name, before);
    expect(after.redis_socket).toBe(before.redis_socket);
    expect(supervisor.output()).toMatch(/ended \(SIGKILL\); starting it again in 0\.2 s/);
  },
);

test('a worker that retires is replaced at once', { timeout: 240_000 }, async () => {
  const supervisor = await startReady();
  const before = await record();

  process.kill(before.pids.worker ?? 0, 'SIGUSR2');

  await replaced('worker', before);
  expect(supervisor.output()).toContain('The worker process retired');
});

test('nothing outlives a supervisor that is killed, and the next start works', {
  timeout: 240_000,
}, async () => {
  const first = await startReady();
  const before = await record();

  first.process.kill('SIGKILL');

  await eventually(() => expect(livingOf(before)).toEqual([]), { timeoutMs: 20_000 });
  await startReady();
  expect(existsSync(before.folder)).toBe(false);
});

test('after kill -9 of everything the next start works', { timeout: 240_000 }, async () => {
  await startReady();
  const before = await record();
  for (const pid of Object.values(before.pids)) process.kill(pid, 'SIGKILL');

  await startReady();

  expect(livingOf(await record()).sort()).toEqual(processNames);
});

test('a second Ctrl-C ends a worker that still drains', { timeout: 240_000 }, async () => {
  const supervisor = await startReady({ STAND_IN_WORKER: 'hang' });
  supervisor.process.kill('SIGINT');
  await eventually(() => expect(supervisor.output()).toContain('Stopping (SIGINT)'));
  const beganAt = performance.now();

  // Signals that come together are one Ctrl-C that npm handed on: a person's second one comes later.
  await eventually(() => {
    supervisor.process.kill('SIGINT');
    expect(supervisor.output()).toContain('Ending running tasks at once');
  });

  expect(await supervisor.ended).toBe(0);
  expect(performance.now() - beganAt).toBeLessThan(10_000);
});

test('an error that a person must mend ends the start with its message', { timeout: 240_000 }, async () => {
  const supervisor = await start({ STAND_IN_API: 'fail' });

  expect(await supervisor.ended).toBe(1);
  expect(supervisor.output()).toContain('api,dispatcher,scheduler needs a person');
  expect(supervisor.output()).not.toContain('is ready');
  expect(existsSync(`${dataDir}/lock`)).toBe(false);
});

test('a role that never gets to work ends the start with its last words', { timeout: 240_000 }, async () => {
  const supervisor = await start({ STAND_IN_WORKER: 'crash' });

  expect(await supervisor.ended).toBe(1);
  expect(supervisor.output()).toContain('ended 3 times before it worked');
  expect(supervisor.output()).toContain("worker can't begin");
});

test('a token made by a start that then fails is shown all the same', { timeout: 240_000 }, async () => {
  const supervisor = await start({ STAND_IN_WORKER: 'fail on SIGUSR1' });
  await eventually(() => expect(logsOf('api', 'worker')).toEqual(['listens', 'listens']), {
    timeoutMs: startMs,
  });

  process.kill((await record()).pids.worker ?? 0, 'SIGUSR1');

  expect(await supervisor.ended).toBe(1);
  expect(supervisor.output()).toContain('worker needs a person');
  expect(supervisor.output()).toMatch(/^admin token: swy_made_now$/m);
});
