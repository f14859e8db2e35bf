/** The processes of a run: those marked by a variable of their environment, and all that descend from them. */
import { setTimeout as delay } from 'node:timers/promises';
import { hasVariable, type ProcessEntry, readProcessTable } from './processTable.ts';

/** Marks a run's processes. */
export const RUN_VARIABLE = 'SWITCHYARD_RUN_ID';
/** Marks all runs of a task. */
export const TASK_VARIABLE = 'SWITCHYARD_TASK_ID';

const KILL_POLL_MS = 20;

/** Processes that were seen before, pid → start ticks: they stay a run's own even if they shed mark and parent. */
export type KnownProcesses = ReadonlyMap<number, number>;

/** The marked processes and their descendants. @param variable `NAME=value` */
export function findTree(
  variable: string,
  known: KnownProcesses = new Map(),
  table: ReadonlyMap<number, ProcessEntry> = readProcessTable(),
): ProcessEntry[] {
  const isRoot = (entry: ProcessEntry) =>
    known.get(entry.pid) === entry.startTicks || hasVariable(entry, variable);
  const roots = [...table.values()].filter((entry) => entry.pid !== process.pid && isRoot(entry));
  return withDescendants(roots, table);
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
 * Ends every process of the tree: SIGTERM, and SIGKILL to what is left after `graceMs`. Resolves when none is left.
 * @param known called for each look, so that processes found meanwhile are ended, too.
 */
export async function killTree(
  variable: string,
  graceMs: number,
  known?: () => KnownProcesses,
): Promise<void> {
  const deadline = performance.now() + graceMs;
  const asked = new Set<number>();
  for (;;) {
    const tree = findTree(variable, known?.());
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
    await delay(KILL_POLL_MS);
  }
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself.
  }
}
