/** Starts processes as Node does: where they can't be started natively. A start takes this process milliseconds. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { accessSync, closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import type { PipedProcess, ProcessEnd, ProcessPlan, StartedProcess, Starter } from './processPlan.ts';
import { NoTerminalError } from './terminal.ts';

/**
 * From util-linux; its `--pdeathsig` has the kernel end the program when the worker dies. It is the last net, below
 * the guard, so it kills: nobody is left then to wait for a gentle end.
 */
const SETPRIV = findExecutable('setpriv');
/** From util-linux, too; its `--ctty` makes the terminal the program's own, so that Ctrl-C and `/dev/tty` work. */
const SETSID = findExecutable('setsid');

export const usualStart: Starter = {
  async start({ input, descriptors = [], ...plan }): Promise<PipedProcess> {
    const stdio: StdioOptions = [input ?? 'ignore', 'pipe', 'pipe', ...descriptors];
    // In a group of its own.
    const child = spawn(...commandLine(plan), { cwd: plan.cwd, env: plan.env, detached: true, stdio });
    const { stdout, stderr } = child;
    const started = await whenStarted(child);
    if (!(stdout instanceof Socket && stderr instanceof Socket))
      throw new Error('a process without its pipes');
    return { ...started, stdout, stderr };
  },

  async startInTerminal(plan, terminal): Promise<StartedProcess> {
    if (!SETSID) throw new NoTerminalError('there is no setsid (of util-linux) on this machine');
    const end = openSync(terminal, constants.O_RDWR | constants.O_NOCTTY);
    try {
      const { program, args, cwd, env } = plan;
      const inTerminal = { ...plan, program: SETSID, args: ['--ctty', program, ...args] };
      return await whenStarted(spawn(...commandLine(inTerminal), { cwd, env, stdio: [end, end, end] }));
    } finally {
      closeSync(end);
    }
  },
};

function commandLine({ program, args }: Pick<ProcessPlan, 'program' | 'args'>): [string, string[]] {
  return SETPRIV ? [SETPRIV, ['--pdeathsig', 'KILL', '--', program, ...args]] : [program, [...args]];
}

function whenStarted(child: ChildProcess): Promise<StartedProcess> {
  const ended = new Promise<ProcessEnd>((resolve) =>
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal })),
  );
  return new Promise((resolve, reject) => {
    child.once('spawn', () => child.pid !== undefined && resolve({ pid: child.pid, ended }));
    child.once('error', reject);
  });
}

/** Of the system's own programs. */
function findExecutable(name: string): string | undefined {
  return [`/usr/bin/${name}`, `/bin/${name}`].find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
