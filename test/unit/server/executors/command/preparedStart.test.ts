import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import type { SpawnedProgram } from '../../../../../server/executors/command/spawnProgram.ts';
import { startLine, WaitingShell } from '../../../../../server/executors/command/waitingShell.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), "it's $HOME `id`-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const options = { cwd: folder, env: {} as Record<string, string> };

async function whatItDid(child: SpawnedProgram) {
  const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
  const [stdout, stderr, end] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { stdout, stderr, end };
}

function started(program: string, args: string[], env = {}): SpawnedProgram {
  const line = startLine(program, args, { ...options, env });
  if (line === undefined) throw new Error('it can’t be said in a line');
  const shell = WaitingShell.start();
  if (!shell) throw new Error('there is no shell');
  return shell.become(line);
}

const tell = (what: string) => started(process.execPath, ['-e', `console.log(JSON.stringify(${what}))`]);

test('arguments, variables and the folder reach the program as they are, whatever a shell would make of them', async () => {
  const nasty = [
    "'",
    "''\\''",
    '"',
    '$HOME',
    '`id`',
    '$(id)',
    '\\',
    'a\nb',
    '* ~ ; & | > <',
    '-n',
    '--',
    '',
    'ä€😀',
    '!x',
  ];
  const env = Object.fromEntries(nasty.map((value, index) => [`V_${index}`, value]));
  const script = 'console.log(JSON.stringify([process.argv.slice(1), process.env, process.cwd()]))';
  const { stdout, end } = await whatItDid(started(process.execPath, ['-e', script, '--', ...nasty], env));
  expect(JSON.parse(stdout)).toEqual([nasty, env, folder]);
  expect(end).toBe(0);
});

test('the program is the process that waited, leads a session of its own, and has an empty input', async () => {
  const child = tell(
    '[process.pid, require("node:fs").readFileSync("/proc/self/stat", "utf8"), require("node:fs").readlinkSync("/proc/self/fd/0")]',
  );
  const [pid, stat, input] = JSON.parse((await whatItDid(child)).stdout);
  expect(pid).toBe(child.pid);
  expect(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]).toBe(String(pid));
  expect(input).toBe('/dev/null');
});

test('the end is the program’s own', async () => {
  expect((await whatItDid(started('/bin/sh', ['-c', 'exit 7']))).end).toBe(7);
  expect((await whatItDid(started('/bin/sh', ['-c', 'kill -9 $$']))).end).toBe('SIGKILL');
});

test('in a folder that is gone nothing runs', async () => {
  const line = startLine('/bin/echo', ['ran'], { cwd: join(folder, 'gone'), env: {} });
  const { stdout, end } = await whatItDid(WaitingShell.start()?.become(line ?? '') as SpawnedProgram);
  expect(stdout).toBe('');
  expect(end).not.toBe(0);
});

test('a line of which the end is missing runs nothing, wherever it is cut', async () => {
  const line = startLine('/bin/echo', ['ran', 'on'], options) as string;
  const cuts = [line.length - 2, line.length - 4, line.indexOf("'on'"), line.indexOf("'ran'") + 5];
  const ends = cuts.map((cut) =>
    whatItDid(WaitingShell.start()?.become(line.slice(0, cut)) as SpawnedProgram),
  );
  for (const { stdout, end } of await Promise.all(ends)) {
    expect(stdout).toBe('');
    expect(end).not.toBe(0);
  }
});

test('variables are no arguments of anything, which everybody on the machine could read', () => {
  const env = { SECRET: 'open sesame', PWD: '/elsewhere' };
  const line = startLine('/bin/echo', ['ran'], { ...options, env }) as string;
  const [before, after] = line.split('exec ');
  expect(before).toContain("export SECRET='open sesame' PWD='/elsewhere'");
  expect(after).toBe("'/bin/echo' 'ran' </dev/null; }\n");
});

test('a program gets the variables that it is given, and none of the shell’s', async () => {
  const { stdout } = await whatItDid(started('/usr/bin/env', [], { A: '1', PWD: '/elsewhere' }));
  expect(stdout.trim().split('\n').sort()).toEqual(['A=1', 'PWD=/elsewhere']);
  expect((await whatItDid(started('/usr/bin/env', []))).stdout).toBe('');
});

test('what a shell would misread, and what is too long or no text for it, is left to the usual start', () => {
  expect(startLine('echo', [], options)).toBeUndefined();
  for (const name of ['V-1', '1A', 'a b', 'OPTIND', 'PPID', '_', 'ä'])
    expect(startLine('/bin/echo', [], { ...options, env: { [name]: 'x' } })).toBeUndefined();
  expect(startLine('/bin/echo', ['a\0b'], options)).toBeUndefined();
  expect(startLine('/bin/echo', ['x'.repeat(20_000)], options)).toBeUndefined();
  expect(startLine('/bin/echo', [], { ...options, env: { '': 'x' } })).toBeUndefined();
  expect(startLine('/bin/echo', ['x'.repeat(10_000)], options)).toBeDefined();
});

test('a shell that was ended is not taken for one that waits', async () => {
  const shell = WaitingShell.start();
  expect(shell?.lives).toBe(true);
  await whatItDid(shell?.become('exit 0\n') as SpawnedProgram);
  expect(shell?.lives).toBe(false);
});
