/** Watches what runs use: memory and CPU over the whole tree, and which processes belong to it. */
import { type ProcessEntry, readProcessTable, TICKS_PER_SECOND } from './processTable.ts';
import { findTree, type KnownProcesses } from './processTree.ts';

const SAMPLE_MS = 1000;
/** A short command is over before the first regular look. */
const EARLY_SAMPLES_MS = [5, 25, 100, 300];

export interface TreeUse {
  /** Bytes of resident memory; null if the process was never seen. */
  maxMemory: number | null;
  /** Percent of one core. */
  maxCpu: number | null;
}

interface Watched {
  variable: string;
  known: Map<number, number>;
  use: TreeUse;
  /** Pid → ticks at the sample before. */
  ticks: Map<number, number>;
  sampledAt: number;
}

/** One look at /proc serves all runs of a worker. */
export class TreeSampler {
  readonly #watched = new Map<string, Watched>();
  #timer: NodeJS.Timeout | undefined;

  /** @param variable the run's mark, `NAME=value`. */
  watch(variable: string): { known: () => KnownProcesses; stop: () => TreeUse } {
    const watched: Watched = {
      variable,
      known: new Map(),
      use: { maxMemory: null, maxCpu: null },
      ticks: new Map(),
      sampledAt: performance.now(),
    };
    this.#watched.set(variable, watched);
    this.#timer ??= setInterval(() => this.#sampleAll(), SAMPLE_MS);
    const early = EARLY_SAMPLES_MS.map((ms) => setTimeout(() => sample(watched, readProcessTable()), ms));
    return {
      known: () => watched.known,
      stop: () => {
        for (const timer of early) clearTimeout(timer);
        this.#forget(variable);
        return watched.use;
      },
    };
  }

  #forget(variable: string): void {
    this.#watched.delete(variable);
    if (this.#watched.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #sampleAll(): void {
    const table = readProcessTable();
    for (const watched of this.#watched.values()) sample(watched, table);
  }
}

function sample(watched: Watched, table: ReadonlyMap<number, ProcessEntry>): void {
  const now = performance.now();
  const tree = findTree(watched.variable, watched.known, table);
  if (tree.length === 0) return;
  const usedTicks = tree.reduce(
    (sum, { pid, cpuTicks }) => sum + cpuTicks - (watched.ticks.get(pid) ?? 0),
    0,
  );
  const seconds = Math.max(0.01, (now - watched.sampledAt) / 1000);
  const memory = tree.reduce((sum, { residentBytes }) => sum + residentBytes, 0);
  const cpu = (usedTicks / TICKS_PER_SECOND / seconds) * 100;
  watched.use.maxMemory = Math.max(watched.use.maxMemory ?? 0, memory);
  watched.use.maxCpu = Math.max(watched.use.maxCpu ?? 0, Math.round(Math.max(0, cpu) * 10) / 10);
  watched.ticks = new Map(tree.map(({ pid, cpuTicks }) => [pid, cpuTicks]));
  watched.known = new Map(tree.map(({ pid, startTicks }) => [pid, startTicks]));
  watched.sampledAt = now;
}
