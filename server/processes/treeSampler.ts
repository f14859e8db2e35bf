/** Watches what runs use: memory and CPU over the whole tree, and which processes belong to it. */
import type { PidMoment } from './pidMoment.ts';
import {
  type ProcessEntry,
  peakResidentBytes,
  readProcess,
  readProcessTable,
  TICKS_PER_SECOND,
} from './processTable.ts';
import { findTree, type RunTraces } from './processTree.ts';

const SAMPLE_MS = 1000;
/** A short command is over before the first look at whole trees: its own process is looked at earlier. */
const EARLY_LOOKS_MS = [3, 20, 100, 400];

export interface TreeUse {
  /** Bytes of resident memory; null if the process was never seen. */
  maxMemory: number | null;
  /** Percent of one core. */
  maxCpu: number | null;
}

/** What a tree used between two looks. */
export interface TreeSample {
  memoryBytes: number;
  cpuSeconds: number;
  /** The time between the looks. */
  seconds: number;
}

export interface WatchedTree {
  /** The run's first process exists; it leads a session of its own. @returns what names it for good. */
  started(pid: number): RunTraces['root'];
  traces(): RunTraces;
  stop(): TreeUse;
}

/** One look at /proc serves all runs of a worker. */
export class TreeSampler {
  readonly #trees = new Set<Tree>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param mark `NAME=value` in the environment of the run's processes.
   * @param begun see {@link RunTraces}; whoever isn't sure to have come before them leaves it out.
   */
  watch(mark: string, onSample: (sample: TreeSample) => void = () => {}, begun?: PidMoment): WatchedTree {
    const tree = new Tree(mark, onSample, begun);
    this.#trees.add(tree);
    this.#timer ??= setInterval(() => this.#sampleAll(), SAMPLE_MS);
    const timers: NodeJS.Timeout[] = [];
    return {
      started(pid) {
        tree.begin(pid);
        for (const ms of EARLY_LOOKS_MS) timers.push(setTimeout(() => tree.lookAt(pid), ms));
        return tree.traces.root;
      },
      traces: () => tree.traces,
      stop: () => {
        for (const timer of timers) clearTimeout(timer);
        this.#forget(tree);
        return tree.use;
      },
    };
  }

  #forget(tree: Tree): void {
    this.#trees.delete(tree);
    if (this.#trees.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #sampleAll(): void {
    const table = readProcessTable();
    for (const tree of this.#trees) tree.sample(findTree(tree.traces, table));
  }
}

class Tree {
  readonly use: TreeUse = { maxMemory: null, maxCpu: null };
  readonly #mark: string;
  readonly #onSample: (sample: TreeSample) => void;
  readonly #begun: PidMoment | undefined;
  #root: RunTraces['root'];
  #known = new Map<number, number>();
  /** Pid → ticks at the sample before. */
  #ticks = new Map<number, number>();
  #sampledAt = performance.now();

  constructor(mark: string, onSample: (sample: TreeSample) => void, begun: PidMoment | undefined) {
    this.#mark = mark;
    this.#onSample = onSample;
    this.#begun = begun;
  }

  get traces(): RunTraces {
    return { mark: this.#mark, root: this.#root, known: this.#known, begun: this.#begun };
  }

  begin(pid: number): void {
    const entry = readProcess(pid);
    // A process that has ended already leaves no session for others to be in but its own children's.
    this.#root = { pid, startTicks: entry?.startTicks ?? -1 };
    // A worker that is busy may miss all later looks at a short command.
    this.lookAt(pid);
  }

  lookAt(pid: number): void {
    const entry = readProcess(pid);
    if (!entry) return;
    this.#known.set(pid, entry.startTicks);
    this.#useMemory(peakResidentBytes(pid) ?? entry.residentBytes);
    this.use.maxCpu ??= 0;
  }

  sample(tree: readonly ProcessEntry[]): void {
    if (tree.length === 0) return;
    const now = performance.now();
    const usedTicks = tree.reduce(
      (sum, { pid, cpuTicks }) => sum + cpuTicks - (this.#ticks.get(pid) ?? 0),
      0,
    );
    const seconds = Math.max(0.01, (now - this.#sampledAt) / 1000);
    const cpu = Math.max(0, (usedTicks / TICKS_PER_SECOND / seconds) * 100);
    this.use.maxCpu = Math.max(this.use.maxCpu ?? 0, Math.round(cpu * 10) / 10);
    const memoryBytes = tree.reduce((sum, { residentBytes }) => sum + residentBytes, 0);
    this.#useMemory(memoryBytes);
    this.#ticks = new Map(tree.map(({ pid, cpuTicks }) => [pid, cpuTicks]));
    this.#known = new Map(tree.map(({ pid, startTicks }) => [pid, startTicks]));
    this.#sampledAt = now;
    this.#onSample({ memoryBytes, cpuSeconds: (cpu / 100) * seconds, seconds });
  }

  #useMemory(bytes: number): void {
    this.use.maxMemory = Math.max(this.use.maxMemory ?? 0, bytes);
  }
}
