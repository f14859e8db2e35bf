/** What runs on this machine, read from /proc. See proc(5) for the fields. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

export interface ProcessEntry {
  pid: number;
  /** One letter; `T` is stopped. */
  state: string;
  parent: number;
  /** The pid of the process that leads its session. */
  session: number;
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
  for (const pid of processIds()) {
    const entry = readProcess(pid);
    if (entry) table.set(pid, entry);
  }
  return table;
}

/** Those of them that are there. A thread's number finds its process's facts. */
export function readProcesses(pids: readonly number[]): Map<number, ProcessEntry> {
  const table = new Map<number, ProcessEntry>();
  for (const pid of pids) {
    // Most have ended, and a file that can't be opened costs twice as much as this.
    const entry = existsSync(`/proc/${pid}`) ? readProcess(pid) : undefined;
    if (entry) table.set(pid, entry);
  }
  return table;
}

const READ_AT_ONCE = 20;
/** Of one reading; a machine may never stop to start processes. */
const LOOKS_MAX = 4;

/**
 * As {@link readProcessTable}, which takes milliseconds, with room for other work in between. So it looks again for what
 * has begun meanwhile.
 */
export async function readProcessTableInParts(): Promise<Map<number, ProcessEntry>> {
  const table = new Map<number, ProcessEntry>();
  const looked = new Set<number>();
  for (let look = 0; look < LOOKS_MAX; look++) {
    const unknown = processIds().filter((pid) => !looked.has(pid));
    if (unknown.length === 0) break;
    for (const [index, pid] of unknown.entries()) {
      if (index % READ_AT_ONCE === 0) await setImmediate();
      looked.add(pid);
      const entry = readProcess(pid);
      if (entry) table.set(pid, entry);
    }
  }
  return table;
}

function processIds(): number[] {
  return readdirSync('/proc')
    .filter((name) => name.charCodeAt(0) >= 48 && name.charCodeAt(0) < 58)
    .map(Number);
}

/** Undefined for a process that has ended. */
export function readProcess(pid: number): ProcessEntry | undefined {
  const stat = readProcFile(pid, 'stat');
  if (stat === undefined) return undefined;
  // The name in brackets may hold anything; what follows the last bracket is regular, from field 3 on.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  const field = (number: number) => Number(fields[number - 3]);
  return {
    pid,
    state: fields[0] ?? '',
    parent: field(4),
    session: field(6),
    startTicks: field(22),
    cpuTicks: field(14) + field(15),
    residentBytes: field(24) * PAGE_BYTES,
  };
}

/** The most that the process had resident at any time, in bytes. */
export function peakResidentBytes(pid: number): number | undefined {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readProcFile(pid, 'status') ?? '')?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** Whether the environment that the process was started with has the variable `NAME=value`. */
export function hasVariable(entry: ProcessEntry, variable: string): boolean {
  const marks = switchyardVariables(entry);
  return `\0${marks}\0`.includes(`\0${variable}\0`);
}

/** The value of a variable whose name begins with SWITCHYARD_ and ends with _ID, as the process was started with it. */
export function switchyardId(entry: ProcessEntry, name: string): string | undefined {
  const marks = switchyardVariables(entry).split('\0');
  return marks.find((mark) => mark.startsWith(`${name}=`))?.slice(name.length + 1);
}

/**
 * Pid → what was found at its last look. An environment changes only when the process executes another program,
 * which follows its start at once: that of an older process isn't read again.
 */
const remembered = new Map<number, { startTicks: number; marks: string }>();
const SETTLED_TICKS = 5 * TICKS_PER_SECOND;
const REMEMBERED_MAX = 5000;

function switchyardVariables(entry: ProcessEntry): string {
  const known = remembered.get(entry.pid);
  if (known && known.startTicks === entry.startTicks) return known.marks;
  const environ = readProcFile(entry.pid, 'environ') ?? '';
  const marks = (environ.match(/(?:^|\0)SWITCHYARD_[A-Z]+_ID=[^\0]*/g) ?? []).join('');
  // Without any, it is of the kernel, which has no memory either, or just about to execute a program.
  const lasts = environ !== '' || entry.residentBytes === 0;
  if (lasts && ticksSinceBoot() - entry.startTicks > SETTLED_TICKS) {
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(entry.pid, { startTicks: entry.startTicks, marks });
  }
  return marks;
}

function ticksSinceBoot(): number {
  return Number(process.hrtime.bigint() / 1_000_000n / BigInt(1000 / TICKS_PER_SECOND));
}

/** Undefined where the process has ended or belongs to somebody else. */
function readProcFile(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return undefined;
  }
}
