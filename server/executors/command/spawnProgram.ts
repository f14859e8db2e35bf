/** Starts a program without a shell, in a process group of its own, so that it dies with its worker. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import type { Readable } from 'node:stream';

export type SpawnedProgram = ChildProcessByStdio<null, Readable, Readable>;

/**
 * From util-linux; its `--pdeathsig` has the kernel end the program when the worker dies. It is the last net, below
 * the guard, so it kills: nobody is left then to wait for a gentle end.
 */
const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'].find(isExecutable);

/** Resolves once the process exists. @throws what the system says if it can't be made. */
export async function spawnProgram(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: Record<string, string> },
): Promise<SpawnedProgram> {
  const [file, ...rest] = SETPRIV
    ? [SETPRIV, '--pdeathsig', 'KILL', '--', program, ...args]
    : [program, ...args];
  const child = spawn(file as string, rest, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  return child;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
