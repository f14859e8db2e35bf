/**
 * The guard: a process of its own beside each worker. When the worker's pipe closes (it died) or its beats stop (it
 * hangs, was stopped, or is cut off from the store), the guard ends every process of the worker's runs, by its own
 * monotonic clock, before anyone may run those tasks again. It takes lines on stdin:
 *   watch MARK | forget MARK | beat MS (the runs may live for MS milliseconds more)
 */
import { createInterface } from 'node:readline';
import { killTree } from '../processes/processTree.ts';
import { KILL_GRACE_MS } from './guardTimes.ts';

const CHECK_MS = 100;

const marks = new Set<string>();
let aliveUntil = Number.POSITIVE_INFINITY;
let killing: Promise<void> | undefined;

// The guard ends when its worker does, not when a terminal or a service manager says so.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  const [order, value = ''] = line.split(/ (.*)/s);
  if (order === 'watch') marks.add(value);
  else if (order === 'forget') marks.delete(value);
  else if (order === 'beat') aliveUntil = performance.now() + Number(value);
});
input.on('close', async () => {
  clearInterval(timer);
  await killing;
  await killAll();
  process.exit(0);
});

const timer = setInterval(() => {
  if (performance.now() < aliveUntil || killing || marks.size === 0) return;
  killing = killAll().finally(() => {
    killing = undefined;
  });
}, CHECK_MS);

async function killAll(): Promise<void> {
  await Promise.all([...marks].map((mark) => killTree(mark, KILL_GRACE_MS)));
}
