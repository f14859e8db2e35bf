import { readFileSync } from 'node:fs';

/**
 * A text that tells one life of a process from any other that later gets the same pid: the machine's
 * boot id and the process's start in clock ticks since that boot (`starttime` of proc(5)).
 * Undefined when no such process runs; a zombie has ended, too.
 */
export function processIdentity(pid: number): string | undefined {
  const stat = readProc(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name in the second field may hold spaces and brackets; what follows the last bracket is regular.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  const startTicks = fields[19];
  if (state === 'Z' || state === 'X' || startTicks === undefined) return undefined;
  return `${bootId()}/${startTicks}`;
}

/** True while the very process that had this identity still runs. */
export function isSameProcess(pid: number, identity: string): boolean {
  return processIdentity(pid) === identity;
}

function bootId(): string {
  return (readProc('/proc/sys/kernel/random/boot_id') ?? 'unknown').trim();
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // ENOENT before the open, ESRCH when the process ends during the read: gone either way.
    return undefined;
  }
}
