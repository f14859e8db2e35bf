/** The processes of one editor, known by a variable in their environment; see proc(5). */
import { readdirSync, readFileSync } from 'node:fs';
import { eventually } from '../eventually.ts';

/** Longer than the editor takes to end in good order. */
const GRACE_MS = 5000;

export interface MarkedProcess {
  pid: number;
  commandLine: string;
  /** Bytes. */
  residentBytes: number;
}

/** @param mark as in `NAME=value` */
export function markedProcesses(mark: string): MarkedProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && read(name, 'environ').split('\0').includes(mark))
    .map((name) => ({
      pid: Number(name),
      commandLine: read(name, 'cmdline').replaceAll('\0', ' ').trim(),
      residentBytes: Number(/^VmRSS:\s+(\d+) kB$/m.exec(read(name, 'status'))?.[1] ?? 0) * 1024,
    }));
}

/** SIGTERM, after a while SIGKILL; settles when none is left. */
export async function endMarkedProcesses(mark: string): Promise<void> {
  signalAll(mark, 'SIGTERM');
  const noneLeft = () => markedProcesses(mark).length === 0;
  await eventually(noneLeft, { timeoutMs: GRACE_MS }).catch(async () => {
    await eventually(() => {
      signalAll(mark, 'SIGKILL');
      return noneLeft();
    });
  });
}

function signalAll(mark: string, signal: NodeJS.Signals): void {
  for (const { pid } of markedProcesses(mark)) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended by itself.
    }
  }
}

/** Empty for a process that has ended meanwhile, or is another user's. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
