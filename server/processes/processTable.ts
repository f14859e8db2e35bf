/** What runs on this machine, read from /proc in one pass. See proc(5) for the fields. */
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessEntry {
  pid: number;
  parent: number;
  /** In clock ticks since boot: with the pid, it names the process for good. */
  startTicks: number;
  /** Of user and system time. */
  cpuTicks: number;
  residentBytes: number;
}

/** Fixed for user space on Linux, whatever the kernel's own tick is (USER_HZ). */
export const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/** Every process but zombies: those have ended, and wait for their parent alone. */
export function readProcessTable(): Map<number, ProcessEntry> {
  const table = new Map<number, ProcessEntry>();
  for (const name of readdirSync('/proc')) {
    const first = name.charCodeAt(0);
    if (first < 48 || first > 57) continue;
    const entry = readProcess(Number(name));
    if (entry) table.set(entry.pid, entry);
  }
  return table;
}

function readProcess(pid: number): ProcessEntry | undefined {
  const stat = readProcFile(pid, 'stat');
  if (stat === undefined) return undefined;
  // The name in brackets may hold anything; what follows the last bracket is regular, from field 3 on.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  const field = (number: number) => Number(fields[number - 3]);
  return {
    pid,
    parent: field(4),
    startTicks: field(22),
    cpuTicks: field(14) + field(15),
    residentBytes: field(24) * PAGE_BYTES,
  };
}

/** Whether the environment that the process was started with has the variable `NAME=value`. */
export function hasVariable(pid: number, variable: string): boolean {
  const environ = readProcFile(pid, 'environ');
  return (
    environ !== undefined && (environ.startsWith(`${variable}\0`) || environ.includes(`\0${variable}\0`))
  );
}

/** Undefined where the process has ended or belongs to somebody else. */
function readProcFile(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return undefined;
  }
}
