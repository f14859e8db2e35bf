import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  hasVariable,
  readProcessTable,
  readProcessTableInParts,
} from '../../../../server/processes/processTable.ts';
import { findTree, killTree } from '../../../../server/processes/processTree.ts';
import { eventually } from '../../../support/eventually.ts';

async function started(
  program: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<ChildProcess> {
  const child = spawn(program, args, {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: process.env.PATH, ...env },
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  await once(child, 'spawn');
  return child;
}

const mark = `SWITCHYARD_RUN_ID=unit-${process.pid}-${Date.now()}`;
const marked = { SWITCHYARD_RUN_ID: mark.slice('SWITCHYARD_RUN_ID='.length) };

test('a process is found with its parent, its memory and its time', async () => {
  const child = await started('sleep', ['60']);
  // Of a process that has only just begun the system may not have counted the memory yet.
  const table = await eventually(() => {
    const read = readProcessTable();
    expect(read.get(child.pid as number)?.residentBytes).toBeGreaterThan(0);
    return read;
  });
  const entry = table.get(child.pid as number);
  expect(entry).toMatchObject({ pid: child.pid, parent: process.pid });
  const own = table.get(process.pid);
  expect(own?.startTicks).toBeLessThanOrEqual(entry?.startTicks as number);
  expect(own?.cpuTicks).toBeGreaterThan(0);
  const rss = process.memoryUsage().rss;
  expect(own?.residentBytes).toBeGreaterThan(rss / 3);
  expect(own?.residentBytes).toBeLessThan(rss * 3);
});

test('a program’s name with brackets and spaces confuses nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-names-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program = join(folder, 'a) Z (0 1');
  copyFileSync('/bin/sleep', program);
  chmodSync(program, 0o755);
  const child = await started(program, ['60']);
  expect(readProcessTable().get(child.pid as number)).toMatchObject({ parent: process.pid });
});

test('a zombie has ended', async () => {
  // The parent never waits: its child stays a zombie.
  const perl = `$| = 1; my $pid = fork; exit 0 unless $pid; print "$pid\\n"; sleep 60;`;
  const parent = spawn('perl', ['-e', perl], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(async () => {
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  });
  const [line] = await once(parent.stdout, 'data');
  const zombie = Number(String(line));
  await eventually(() => expect(readProcessTable().has(zombie)).toBe(false));
  expect(readProcessTable().has(parent.pid as number)).toBe(true);
});

test('a variable is found by its whole name and value, and only there', async () => {
  const child = await started('sleep', ['60'], { SWITCHYARD_FIRST_ID: 'one', SWITCHYARD_SECOND_ID: 'two' });
  const has = (variable: string) => {
    const entry = readProcessTable().get(child.pid as number);
    return entry !== undefined && hasVariable(entry, variable);
  };
  await eventually(() => expect(has('SWITCHYARD_SECOND_ID=two')).toBe(true));
  expect(has('SWITCHYARD_FIRST_ID=one')).toBe(true);
  expect(has('SWITCHYARD_SECOND_ID=tw')).toBe(false);
  expect(has('WITCHYARD_SECOND_ID=two')).toBe(false);
});

test('a tree is its marked process and all that descend from it, marked or not', async () => {
  const shell = await started('sh', ['-c', 'env -u SWITCHYARD_RUN_ID sleep 60 & sleep 60 & wait'], marked);
  const tree = await eventually(() => {
    const found = findTree({ mark });
    expect(found).toHaveLength(3);
    return found;
  });
  expect(tree.map(({ pid }) => pid)).toContain(shell.pid);
  await killTree(() => ({ mark }), 1000);
  expect(findTree({ mark })).toEqual([]);
  const table = readProcessTable();
  for (const { pid } of tree) expect(table.has(pid)).toBe(false);
});

test('what ignores SIGTERM is killed when its grace is over, also while it is stopped', async () => {
  const shell = await started('sh', ['-c', 'trap "" TERM; while :; do sleep 0.1; done'], marked);
  await eventually(() => expect(findTree({ mark }).length).toBeGreaterThan(0));
  shell.kill('SIGSTOP');
  await killTree(() => ({ mark }), 200);
  expect(findTree({ mark })).toEqual([]);
});

test('a look in parts finds what a look at once finds, and what begins meanwhile', async () => {
  const before = await started('sleep', ['60'], marked);
  const looking = readProcessTableInParts();
  const meanwhile = await started('sleep', ['60'], marked);
  const found = findTree({ mark }, await looking).map(({ pid }) => pid);
  expect(found).toContain(before.pid);
  expect(found).toContain(meanwhile.pid);
});
