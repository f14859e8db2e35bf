import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { NativeStart } from '../../../../server/processes/nativeStart.ts';
import type { PipedProcess, ProcessPlan } from '../../../../server/processes/processPlan.ts';
import { whyStartsAreSlow } from '../../../../server/processes/startProcess.ts';
import { usualStart } from '../../../../server/processes/usualStart.ts';
import { eventually } from '../../../support/eventually.ts';
import { withoutKoffi } from '../../../support/withoutKoffi.ts';

const native = await NativeStart.create();
const folder = realpathSync(mkdtempSync(join(tmpdir(), "it's $HOME `id`-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const plan = (program: string, args: string[] = [], more: Partial<ProcessPlan> = {}): ProcessPlan => ({
  program,
  args,
  cwd: folder,
  env: {},
  ...more,
});
const shell = (script: string, more: Partial<ProcessPlan> = {}) =>
  plan('/bin/sh', ['-c', script], { env: { PATH: process.env.PATH ?? '' }, ...more });

async function whatItDid(child: PipedProcess) {
  const [stdout, stderr, end] = await Promise.all([text(child.stdout), text(child.stderr), child.ended]);
  return { stdout, stderr, end };
}

const readFdCount = () => readdirSync('/proc/self/fd').length;

test('here programs are started without fork', async () => {
  expect(await whyStartsAreSlow()).toBeUndefined();
});

describe.each([
  ['without fork', native],
  ['in the usual way', usualStart],
])('a program that is started %s', (_, starter) => {
  const run = async (plan: ProcessPlan) => whatItDid(await starter.start(plan));

  test('gets arguments, variables and folder as they are, and no others', async () => {
    const nasty = ["'", '"', '$HOME', '$(id)', '\\', 'a\nb', '-n', '--', '', 'ä€😀', 'x'.repeat(100_000)];
    const env = { ...Object.fromEntries(nasty.map((value, index) => [`V_${index}`, value])), 'A-B': '1' };
    const script = 'console.log(JSON.stringify([process.argv.slice(1), process.env, process.cwd()]))';
    const { stdout, end } = await run(plan(process.execPath, ['-e', script, '--', ...nasty], { env }));
    expect(JSON.parse(stdout)).toEqual([nasty, env, folder]);
    expect(end).toMatchObject({ exitCode: 0, signal: null });
  });

  test('leads a session of its own, and has an empty input', async () => {
    const child = await starter.start(shell('cat; cut -d " " -f 1,5,6 /proc/$$/stat; echo err >&2'));
    const { stdout, stderr } = await whatItDid(child);
    expect(stdout).toBe(`${child.pid} ${child.pid} ${child.pid}\n`);
    expect(stderr).toBe('err\n');
  });

  test('ends with its own code or signal', async () => {
    expect((await run(shell('exit 7'))).end).toMatchObject({ exitCode: 7, signal: null });
    expect((await run(shell('exit 127'))).end).toMatchObject({ exitCode: 127, signal: null });
    expect((await run(shell('kill -KILL $$'))).end).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
    expect((await run(shell('kill -ABRT $$'))).end).toMatchObject({ exitCode: null, signal: 'SIGABRT' });
  });

  test('reads what it is given to read, and has the descriptors that are named as 3 and 4', async () => {
    const [input, third, fourth] = ['input', 'third', 'fourth'].map((name) => {
      writeFileSync(join(folder, name), `${name}\n`);
      return openSync(join(folder, name), 'r');
    }) as [number, number, number];
    onTestFinished(() => [input, third, fourth].forEach(closeSync));
    const plan = shell('cat; cat <&3; cat <&4', { input, descriptors: [fourth, third] });
    expect((await run(plan)).stdout).toBe('input\nfourth\nthird\n');
  });

  test('has all signals at their defaults and none blocked', async () => {
    const { stdout } = await run(plan('/bin/cat', ['/proc/self/status']));
    for (const name of ['SigBlk', 'SigIgn', 'SigCgt'])
      expect(stdout).toMatch(new RegExp(`^${name}:\\t0{16}$`, 'm'));
  });

  test('is killed when the process that started it dies', async () => {
    const source = new URL('../../../../server/processes/', import.meta.url);
    const script = `
      const { NativeStart } = await import('${new URL('nativeStart.ts', source)}');
      const { usualStart } = await import('${new URL('usualStart.ts', source)}');
      const starter = ${starter === native} ? await NativeStart.create() : usualStart;
      const plan = { program: '/bin/sleep', args: ['600'], cwd: '/', env: {} };
      console.log((await starter.start(plan)).pid);`;
    const parent = await native.start(plan(process.execPath, ['--input-type=module', '-e', script]));
    const pid = await new Promise<number>((resolve) =>
      parent.stdout.once('data', (data) => resolve(Number(data))),
    );
    const nameOf = () => readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
    await eventually(() => expect(nameOf()).toBe('sleep'));
    process.kill(parent.pid, 'SIGKILL');
    await eventually(() => expect(nameOf).toThrow());
  });

  test('isn’t started where its folder is gone, or with more arguments than the system takes', async () => {
    const start = async (plan: ProcessPlan) => starter.start(plan);
    await expect(start(plan('/bin/true', [], { cwd: join(folder, 'gone') }))).rejects.toMatchObject({
      code: 'ENOENT',
    });
    await expect(start(plan('/bin/true', ['x'.repeat(200_000)]))).rejects.toMatchObject({ code: 'E2BIG' });
    await expect(start(plan('/bin/true', ['a\0b']))).rejects.toThrow(/null bytes|NUL/);
  });
});

describe('a program that is started without fork', () => {
  const run = (plan: ProcessPlan) => whatItDid(native.start(plan));

  test('and refused by the system has run nothing, and the reason is told', async () => {
    const file = (name: string, content: string, mode: number) => {
      writeFileSync(join(folder, name), content, { mode });
      return join(folder, name);
    };
    const refused = async (program: string) => (await run(plan(program))).end;
    const nobody = { exitCode: null, signal: null };
    expect(await refused(join(folder, 'none'))).toMatchObject({ ...nobody, refused: { code: 'ENOENT' } });
    expect(await refused(file('plain', 'x', 0o600))).toMatchObject({
      ...nobody,
      refused: { code: 'EACCES' },
    });
    expect(await refused(file('text', 'x', 0o700))).toMatchObject({
      ...nobody,
      refused: { code: 'ENOEXEC' },
    });
    expect(await refused(file('script', '#!/none\n', 0o700))).toMatchObject({ refused: { code: 'ENOENT' } });
    expect((await run(shell('exit 127'))).end.refused).toBeUndefined();
  });

  test('has each named descriptor in its place, also where the places of all lie in one another’s', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `named-${index}`);
    const descriptors = names.map((name) => {
      writeFileSync(join(folder, name), `${name}\n`);
      return openSync(join(folder, name), 'r');
    });
    onTestFinished(() => descriptors.forEach(closeSync));
    const script = 'for n in {3..62}; do read -r name <&$n; echo "$name"; done; exec ls -v /proc/self/fd';
    const child = plan('/bin/bash', ['-c', script], {
      env: { PATH: '/usr/bin:/bin' },
      descriptors: descriptors.toReversed(),
    });
    expect((await run(child)).stdout.trim().split('\n')).toEqual([
      ...names.toReversed(),
      // The last one is the listed folder itself.
      ...Array.from({ length: 3 + names.length + 1 }, (_, index) => String(index)),
    ]);
  });

  test('takes arguments of more than a megabyte', async () => {
    const args = Array.from({ length: 1500 }, (_, index) => `${index} `.padEnd(999, 'x'));
    expect((await run(plan('/bin/echo', args))).stdout).toBe(`${args.join(' ')}\n`);
  });

  test('is told as ended by signals that have no name', async () => {
    expect((await run(shell('kill -40 $$'))).end).toMatchObject({ exitCode: null, signal: 'SIG40' });
  });

  test('gets none of our descriptors, whatever they are', async () => {
    const script = 'exec 250</dev/null; exec "$@"';
    const source = new URL('../../../../server/processes/nativeStart.ts', import.meta.url);
    const inner = `
      const { NativeStart } = await import('${source}');
      const starter = await NativeStart.create();
      const plan = { program: '/bin/ls', args: ['-x', '/proc/self/fd'], cwd: '/', env: {} };
      starter.start(plan).stdout.pipe(process.stdout);`;
    const args = ['-c', script, 'sh', process.execPath, '--input-type=module', '-e', inner];
    // The last one is the listed folder itself.
    expect((await run(plan('/bin/bash', args))).stdout).toBe('0  1  2  3\n');
  });

  test('and takes much memory is told with its peak; of a small one it can’t be told', async () => {
    const most = process.resourceUsage().maxRSS * 1024;
    const script = '$x = "x" x $ARGV[0]; undef $x';
    const { end } = await run(plan('/usr/bin/perl', ['-e', script, String(2 * most)]));
    expect(end.peakBytes).toBeGreaterThan(2 * most);
    expect((await run(plan('/bin/true'))).end.peakBytes).toBeUndefined();
  });

  test('many at once each end as they do, and leave no descriptor behind', async () => {
    const before = readFdCount();
    const ends = await Promise.all(Array.from({ length: 100 }, (_, index) => run(shell(`exit ${index}`))));
    expect(ends.map(({ end }) => end.exitCode)).toEqual(Array.from({ length: 100 }, (_, index) => index));
    await eventually(() => expect(readFdCount()).toBeLessThanOrEqual(before + 1));
  });
});

test('where the package for native calls is missing, programs are started and fed in the usual way, and why is told', async () => {
  const source = new URL('../../../../server/', import.meta.url);
  const script = `
    const { whyStartsAreSlow } = await import('${new URL('processes/startProcess.ts', source)}');
    const { spawnFedProgram } = await import('${new URL('executors/command/spawnProgram.ts', source)}');
    const child = await spawnFedProgram('/usr/bin/head', ['-n', '1'], { cwd: '/', env: {} });
    child.stdin.write('fed\\n');
    child.stdout.on('data', (data) => process.stdout.write(data));
    console.log(JSON.stringify(await child.ended), await whyStartsAreSlow());`;
  const args = ['--input-type=module', '-e', script];
  const { stdout } = await whatItDid(native.start(plan(process.execPath, args, { env: withoutKoffi })));
  expect(stdout).toContain('fed\n');
  expect(stdout).toContain('{"exitCode":0,"signal":null}');
  expect(stdout).toMatch(/the optional package koffi can’t be loaded: Cannot find package 'koffi'/);
});
