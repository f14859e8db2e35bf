import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { isSameProcess, processIdentity } from '../processes/processIdentity.ts';
import { findExecutable } from './findExecutable.ts';

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A process that this one started and may signal. */
export interface Child {
  readonly pid: number;
  /** See `processIdentity`. */
  readonly identity: string;
  readonly process: ChildProcess;
  /** Settles when the process has ended; never rejects. */
  readonly exited: Promise<Exit>;
}

export interface SpawnOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  stdio: StdioOptions;
  /** End the child, too, when the thread that called this ends, however it ends. */
  endWithParent: boolean;
}

/**
 * Starts a program in a process group of its own, so that Ctrl-C in the terminal reaches only the
 * supervisor, which stops things in their order.
 * @throws the system's error when the program can't be started.
 */
export async function spawnChild(file: string, args: string[], options: SpawnOptions): Promise<Child> {
  const { env, cwd, stdio } = options;
  const setpriv = options.endWithParent ? await findExecutable('setpriv') : undefined;
  const [program, argv] =
    setpriv === undefined ? [file, args] : [setpriv, ['--pdeathsig', 'TERM', file, ...args]];
  const child = spawn(program, argv, {
    stdio,
    detached: true,
    ...(env && { env }),
    ...(cwd !== undefined && { cwd }),
  });
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  // A later 'error' (a signal that can't be sent) must not end the parent; `exited` tells what counts.
  child.on('error', () => {});
  const pid = child.pid as number;
  return { pid, identity: processIdentity(pid) ?? 'ended', process: child, exited };
}

/** Asks a child to end with SIGTERM and ends it with SIGKILL after `deadlineMs` or when `hurry` aborts. */
export async function stopChild(child: Child, deadlineMs: number, hurry?: AbortSignal): Promise<Exit> {
  child.process.kill('SIGTERM');
  // A stopped process (SIGSTOP) takes the SIGTERM only when it goes on.
  child.process.kill('SIGCONT');
  const timer = new AbortController();
  const impatience = hurry === undefined ? timer.signal : AbortSignal.any([timer.signal, hurry]);
  const late = delay(deadlineMs, undefined, { signal: impatience }).catch(() => {});
  await Promise.race([child.exited, late]);
  timer.abort();
  if (child.process.exitCode === null && child.process.signalCode === null) child.process.kill('SIGKILL');
  return child.exited;
}

/**
 * The same for a process that someone else started, given by pid and identity: SIGTERM, wait, SIGKILL,
 * wait. Does nothing when that process is gone.
 */
export async function endForeignProcess(pid: number, identity: string, deadlineMs: number): Promise<void> {
  for (const [signal, waitMs] of [
    ['SIGTERM', deadlineMs],
    ['SIGKILL', 5_000],
  ] as const) {
    const deadline = performance.now() + waitMs;
    if (isSameProcess(pid, identity)) trySignal(pid, signal);
    if (signal === 'SIGTERM' && isSameProcess(pid, identity)) trySignal(pid, 'SIGCONT');
    while (isSameProcess(pid, identity) && performance.now() < deadline) await delay(20);
  }
}

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // ESRCH: it ended in between, which is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
