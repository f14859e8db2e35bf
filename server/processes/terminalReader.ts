/** Whether one of some processes waits for what is typed on a terminal; from /proc, see proc(5). */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { promisify } from 'node:util';

/** `read`: it reads, and nothing else. `poll`: it waits for the terminal, and maybe for something else. */
export type Waiting = 'read' | 'poll';

/** Numbers of system calls, by the machine's architecture. */
const calls = {
  x64: { read: [0], poll: [7, 23, 270, 271], epoll: [232, 281, 441] },
  arm64: { read: [63], poll: [72, 73], epoll: [22, 441] },
}[process.arch as 'x64' | 'arm64'] ?? { read: [], poll: [], epoll: [] };

const THREADS_MAX = 64;
const EPOLLIN = 1;

/** @param path of the terminal. */
export function waitingForTerminal(pids: readonly number[], path: string): Waiting | undefined {
  const all = pids.flatMap((pid) => threadsOf(pid).map((thread) => waitOf(pid, thread, path)));
  return all.find((wait) => wait === 'read') ?? all.find((wait) => wait !== undefined);
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`).slice(0, THREADS_MAX);
  } catch {
    return [];
  }
}

function waitOf(pid: number, thread: string, path: string): Waiting | undefined {
  try {
    const [call, first] = readFileSync(`/proc/${pid}/task/${thread}/syscall`, 'latin1')
      .split(' ')
      .map(Number);
    if (call === undefined || first === undefined) return undefined;
    if (calls.read.includes(call)) return isTerminal(pid, first, path) ? 'read' : undefined;
    if (calls.epoll.includes(call)) return pollsTerminal(pid, first, path) ? 'poll' : undefined;
    // Which files these wait for can't be seen: a program in the foreground that has the terminal as its input.
    const may = calls.poll.includes(call) && isTerminal(pid, 0, path) && isInForeground(pid);
    return may ? 'poll' : undefined;
  } catch {
    return undefined;
  }
}

function isTerminal(pid: number, file: number, path: string): boolean {
  const target = readlinkSync(`/proc/${pid}/fd/${file}`);
  return target === path || target === '/dev/tty';
}

function pollsTerminal(pid: number, epoll: number, path: string): boolean {
  const info = readFileSync(`/proc/${pid}/fdinfo/${epoll}`, 'latin1');
  return [...info.matchAll(/^tfd:\s*(\d+) events:\s*([0-9a-f]+)/gm)].some(
    ([, file, events]) => Number.parseInt(events ?? '0', 16) & EPOLLIN && isTerminal(pid, Number(file), path),
  );
}

function isInForeground(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[2] === fields[5];
}

const run = promisify(execFile);

/** How a terminal treats what is typed; undefined where it can't be told. */
export async function terminalMode(path: string): Promise<{ echo: boolean; byLine: boolean } | undefined> {
  try {
    const { stdout } = await run('stty', ['-F', path, '-a'], {
      timeout: 2000,
      env: { LC_ALL: 'C', PATH: process.env.PATH },
    });
    const words = stdout.split(/[\s;]+/);
    return { echo: words.includes('echo'), byLine: words.includes('icanon') };
  } catch {
    return undefined;
  }
}
