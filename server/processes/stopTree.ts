/** Stops a run's processes where they are, and lets them go on. */
import { setTimeout as delay } from 'node:timers/promises';
import { findTree, type RunTraces, signalProcess } from './processTree.ts';

const LOOK_AGAIN_MS = 20;
/** A process that can't be stopped, such as one that waits for a dead disk, must not keep us here. */
const LOOKS_MAX = 50;

/**
 * SIGSTOP to every process, until no look finds one that goes on: a process may have made another meanwhile.
 * @param wanted false: it is not to be stopped any more.
 */
export async function stopTree(traces: () => RunTraces, wanted: () => boolean): Promise<void> {
  for (let look = 0; look < LOOKS_MAX && wanted(); look++) {
    const going = findTree(traces()).filter(({ state }) => state !== 'T');
    if (going.length === 0) return;
    for (const { pid } of going) signalProcess(pid, 'SIGSTOP');
    await delay(LOOK_AGAIN_MS);
  }
}

/** SIGCONT to every process; one that goes on already doesn't mind. */
export function continueTree(traces: () => RunTraces): void {
  for (const { pid } of findTree(traces())) signalProcess(pid, 'SIGCONT');
}
