/** The processes of a run: how they are found, and how they are ended. */
import { setTimeout as delay } from 'node:timers/promises';
import { lastPidSince, type PidMoment, pidMoment } from './pidMoment.ts';
import {
  hasVariable,
  type ProcessEntry,
  readProcesses,
  readProcessTable,
  readProcessTableInParts,
} from './processTable.ts';

/** Marks a run's processes. */
export const RUN_VARIABLE = 'SWITCHYARD_RUN_ID';
/** Marks all runs of a task. */
export const TASK_VARIABLE = 'SWITCHYARD_TASK_ID';

const KILL_POLL_MS = 20;
/** After SIGKILL, what is still there can't be killed, or not yet: no need to look so often. */
const STUBBORN_POLL_MS = 500;

/** By what a run's processes are known. Each of these may fail alone: an environment can be shed, a parent die. */
export interface RunTraces {
  /** `NAME=value` in the environment. */
  mark: string;
  /** The first process: it leads a session, in which its children stay unless they leave on purpose. */
  root?: { pid: number; startTicks: number } | undefined;
  /** Pid → start ticks of processes that were seen as the run's before. */
  known?: ReadonlyMap<number, number>;
  /** Before any of the run's processes was started. */
  begun?: PidMoment | undefined;
}

/** The run's processes, with all that descend from them. */
export function findTree(
  traces: RunTraces,
  table: ReadonlyMap<number, ProcessEntry> = readProcessTable(),
): ProcessEntry[] {
  const { mark, known } = traces;
  const session = liveSession(traces, table);
  const isRoot = (entry: ProcessEntry) =>
    entry.session === session || known?.get(entry.pid) === entry.startTicks || hasVariable(entry, mark);
  const roots = [...table.values()].filter((entry) => entry.pid !== process.pid && isRoot(entry));
  return withDescendants(roots, table);
}

/** The session's id, unless another process has got its number by now. */
function liveSession({ root }: RunTraces, table: ReadonlyMap<number, ProcessEntry>): number | undefined {
  if (!root) return undefined;
  const leader = table.get(root.pid);
  return leader && leader.startTicks !== root.startTicks ? undefined : root.pid;
}

/** The given processes and all their descendants, each once. */
export function withDescendants(
  roots: readonly ProcessEntry[],
  table: ReadonlyMap<number, ProcessEntry>,
): ProcessEntry[] {
  const children = Map.groupBy(table.values(), ({ parent }) => parent);
  const found = new Map<number, ProcessEntry>();
  const open = [...roots];
  for (let entry = open.pop(); entry; entry = open.pop()) {
    if (found.has(entry.pid)) continue;
    found.set(entry.pid, entry);
    open.push(...(children.get(entry.pid) ?? []));
  }
  return [...found.values()];
}

/**
 * Whether nothing is left of a run, as far as that can be told without a look at every process: what descends from its
 * first one has a pid that was given out since the run began. So each of these is looked at, and what was known before.
 */
function isGone(traces: RunTraces): boolean {
  const { root, known, begun } = traces;
  if (!root || !begun) return false;
  const table = readProcesses([root.pid, ...(known?.keys() ?? [])]);
  // A process may have started another one and ended, before its turn came: until no pid was given out meanwhile.
  for (let looked = begun.lastPid; ; ) {
    const last = lastPidSince(begun, pidMoment());
    if (last === undefined) return false;
    if (last === looked) return findTree(traces, table).length === 0;
    const pids = Array.from({ length: last - looked }, (_, index) => looked + 1 + index);
    for (const [pid, entry] of readProcesses(pids)) table.set(pid, entry);
    looked = last;
  }
}

/**
 * Ends every process of a run: SIGTERM, and SIGKILL to what is left after `graceMs`. Resolves when none is left.
 * @param traces asked for each look, so that processes found meanwhile are ended, too.
 */
export async function killTree(traces: () => RunTraces, graceMs: number): Promise<void> {
  if (isGone(traces())) return;
  const deadline = performance.now() + graceMs;
  const asked = new Set<number>();
  let looksAfterKill = 0;
  for (;;) {
    const table = await readProcessTableInParts();
    const tree = findTree(traces(), table);
    if (tree.length === 0) return;
    const overdue = performance.now() >= deadline;
    for (const { pid } of tree) {
      if (overdue) signalProcess(pid, 'SIGKILL');
      else if (!asked.has(pid)) {
        asked.add(pid);
        signalProcess(pid, 'SIGTERM');
        // A stopped process takes the signal only when it goes on.
        signalProcess(pid, 'SIGCONT');
      }
    }
    if (overdue) looksAfterKill++;
    await delay(looksAfterKill > 50 ? STUBBORN_POLL_MS : KILL_POLL_MS);
  }
}

export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself, or belongs to somebody else.
  }
}
