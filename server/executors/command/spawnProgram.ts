/** Starts a program without a shell, in a process group of its own, so that it dies with its worker. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import type { Readable, Writable } from 'node:stream';

export type SpawnedProgram = ChildProcessByStdio<null, Readable, Readable>;
/** A program that is talked to. */
export type FedProgram = ChildProcessByStdio<Writable, Readable, Readable>;

interface SpawnOptions {
  cwd: string;
  env: Record<string, string>;
}

/**
 * From util-linux; its `--pdeathsig` has the kernel end the program when the worker dies. It is the last net, below
 * the guard, so it kills: nobody is left then to wait for a gentle end.
 */
const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'].find(isExecutable);

/** Resolves once the process exists. @throws what the system says if it can't be made. */
export function spawnProgram(
  program: string,
  args: readonly string[],
  options: SpawnOptions,
): Promise<SpawnedProgram> {
  return spawned(spawn(...commandLine(program, args), { ...options, ...ownGroup, stdio: withoutInput }));
}

/** As {@link spawnProgram}, with its standard input for whoever starts it. */
export function spawnFedProgram(
  program: string,
  args: readonly string[],
  options: SpawnOptions,
): Promise<FedProgram> {
  return spawned(spawn(...commandLine(program, args), { ...options, ...ownGroup, stdio: withInput }));
}

const ownGroup = { detached: true } as const;
const withoutInput: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
const withInput: ['pipe', 'pipe', 'pipe'] = ['pipe', 'pipe', 'pipe'];

function commandLine(program: string, args: readonly string[]): [string, string[]] {
  return SETPRIV ? [SETPRIV, ['--pdeathsig', 'KILL', '--', program, ...args]] : [program, [...args]];
}

function spawned<C extends SpawnedProgram | FedProgram>(child: C): Promise<C> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child));
    child.once('error', reject);
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
