import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { pidMoment } from '../../../../server/processes/pidMoment.ts';
import { readProcess, readProcessTable } from '../../../../server/processes/processTable.ts';
import { findTree, killTree, type RunTraces } from '../../../../server/processes/processTree.ts';
import { eventually } from '../../../support/eventually.ts';

let runs = 0;

/** A run as a worker starts it: marked, and the leader of its session. */
async function run(
  program: string,
  args: readonly string[],
): Promise<{ child: ChildProcess; traces: RunTraces }> {
  const id = `tree-${process.pid}-${runs++}`;
  const mark = `SWITCHYARD_RUN_ID=${id}`;
  const begun = pidMoment();
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH, SWITCHYARD_RUN_ID: id },
    detached: true,
  });
  onTestFinished(async () => {
    for (const { pid } of findTree({ mark })) process.kill(pid, 'SIGKILL');
    await eventually(() => expect(findTree({ mark })).toEqual([]));
  });
  await once(child, 'spawn');
  const pid = child.pid as number;
  return { child, traces: { mark, begun, root: { pid, startTicks: readProcess(pid)?.startTicks ?? -1 } } };
}

/** Everything that it prints until it has ended. */
async function printed(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout?.on('data', (data) => {
    text += data;
  });
  await once(child, 'exit');
  return text;
}

const alive = (pids: readonly number[]) => pids.filter((pid) => readProcessTable().has(pid));

test('after a run that left nothing nobody looks at all processes', async () => {
  // Where much begins at the same time, a whole look is right.
  await eventually(async () => {
    const { child, traces } = await run('/bin/true', []);
    await once(child, 'exit');
    let looked = false;
    // A whole look lets other work in.
    const turn = setImmediate(() => {
      looked = true;
    });
    await killTree(() => traces, 1000);
    clearImmediate(turn);
    expect(looked).toBe(false);
  });
});

/** Each prints the pids of what it leaves, and ends. */
const escapes: Record<string, string> = {
  'leaves its session': 'setsid sleep 600 >/dev/null & sleep 0.05; echo $!',
  'sheds its environment': 'env -i sleep 600 >/dev/null & echo $!',
  'forks twice, each time into a session of its own':
    'setsid sh -c "setsid sh -c \\"echo \\\\\\$\\\\\\$; exec sleep 600 >/dev/null\\" & sleep 0.05" & wait',
  'is stopped': 'sleep 600 >/dev/null & kill -STOP $!; echo $!',
  'leaves its session, sheds its environment, and keeps a parent that is known':
    'sh -c "setsid env -i sleep 600 >/dev/null & sleep 600" >/dev/null & echo $!; sleep 0.1',
  'comes late': '(sleep 0.1; sleep 600) >/dev/null & echo $!',
  'ignores being asked': 'sh -c "trap \\"\\" TERM; while :; do sleep 0.05; done" >/dev/null & echo $!',
};

test.each(Object.entries(escapes))('ended with its run: what %s', async (_, script) => {
  const { child, traces } = await run('sh', ['-c', script]);
  const left = (await printed(child)).trim().split('\n').map(Number);
  expect(alive(left)).toEqual(left);
  await killTree(() => traces, 300);
  expect(alive(left)).toEqual([]);
  expect(findTree(traces)).toEqual([]);
});

test('ended with its run: what is far from it, behind many that came and went', async () => {
  const script =
    'i=0; while [ $i -lt 400 ]; do /bin/true; i=$((i+1)); done; setsid sleep 600 >/dev/null & echo $!';
  const { child, traces } = await run('sh', ['-c', script]);
  const left = Number(await printed(child));
  await killTree(() => traces, 300);
  expect(alive([left])).toEqual([]);
});

test('ended with its run: a process that goes on in a new one again and again', async () => {
  // Each lives for 40 ms, in a session of its own.
  const hop = 'use POSIX; while (1) { exit if fork; POSIX::setsid(); select undef, undef, undef, 0.04; }';
  const { child, traces } = await run('perl', ['-e', hop]);
  await once(child, 'exit');
  await killTree(() => traces, 300);
  expect(findTree(traces)).toEqual([]);
});

test('ended with its run: a process whose thread was started last', async () => {
  const script = `
    const { spawn } = require('node:child_process');
    const thread = 'const { Worker } = require("node:worker_threads"); new Worker("setInterval(() => {}, 1000)", { eval: true })';
    const child = spawn(process.execPath, ['-e', thread + '.on("online", () => process.send("up"))'],
      { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    child.on('message', () => { console.log(child.pid); process.exit(); });`;
  const { child, traces } = await run(process.execPath, ['-e', script]);
  const left = Number(await printed(child));
  expect(alive([left])).toEqual([left]);
  await killTree(() => traces, 300);
  expect(alive([left])).toEqual([]);
});

test('what was seen of a run is ended with it, also where it began before the run', async () => {
  const early = spawn('sleep', ['600'], { stdio: 'ignore' });
  onTestFinished(() => void early.kill('SIGKILL'));
  await once(early, 'spawn');
  const pid = early.pid as number;
  const known = new Map([[pid, readProcess(pid)?.startTicks as number]]);
  const { child, traces } = await run('/bin/true', []);
  await once(child, 'exit');
  await killTree(() => ({ ...traces, known }), 300);
  expect(alive([pid])).toEqual([]);
});

test('another process is not taken for one of the run’s because it has its pid', async () => {
  const other = spawn('sleep', ['600'], { stdio: 'ignore' });
  onTestFinished(() => void other.kill('SIGKILL'));
  await once(other, 'spawn');
  const pid = other.pid as number;
  const ticks = (readProcess(pid)?.startTicks as number) - 1;
  const { child, traces } = await run('/bin/true', []);
  await once(child, 'exit');
  await killTree(
    () => ({ ...traces, root: { pid, startTicks: ticks }, known: new Map([[pid, ticks]]) }),
    300,
  );
  expect(alive([pid])).toEqual([pid]);
});
