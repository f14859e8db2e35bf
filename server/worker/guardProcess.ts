/**
 * The guard: a process of its own beside each worker. When the worker's pipe closes (it died) or its beats stop (it
 * hangs, was stopped, or is cut off from the store), the guard ends every process of the worker's runs, by its own
 * monotonic clock, before anyone may run those tasks again. It takes lines on stdin:
 *   watch MARK | root MARK PID TICKS | forget MARK | beat MS (the runs may live for MS milliseconds more)
 */
import { createInterface } from 'node:readline';
import { killTree, type RunTraces } from '../processes/processTree.ts';
import { TreeSampler, type WatchedTree } from '../processes/treeSampler.ts';
import { KILL_GRACE_MS } from './guardTimes.ts';

const CHECK_MS = 100;

const sampler = new TreeSampler();
const runs = new Map<string, { tree: WatchedTree; root?: RunTraces['root'] }>();
let aliveUntil = Number.POSITIVE_INFINITY;
let killing: Promise<void> | undefined;

// The guard ends when its worker does, not when a terminal or a service manager says so.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  const [order = '', mark = '', pid, ticks] = line.split(' ');
  const run = runs.get(mark);
  if (order === 'watch') runs.set(mark, { tree: sampler.watch(mark) });
  else if (order === 'root' && run) run.root = { pid: Number(pid), startTicks: Number(ticks) };
  else if (order === 'forget') forget(mark);
  else if (order === 'beat') aliveUntil = performance.now() + Number(mark);
});
input.on('close', async () => {
  clearInterval(timer);
  await killing;
  await killAll();
  process.exit(0);
});

const timer = setInterval(() => {
  if (performance.now() < aliveUntil || killing || runs.size === 0) return;
  killing = killAll().finally(() => {
    killing = undefined;
  });
}, CHECK_MS);

function forget(mark: string): void {
  runs.get(mark)?.tree.stop();
  runs.delete(mark);
}

async function killAll(): Promise<void> {
  const all = [...runs.values()];
  await Promise.all(all.map(({ tree, root }) => killTree(() => ({ ...tree.traces(), root }), KILL_GRACE_MS)));
}
