/** Starts a program without a shell, in a process group of its own, so that it dies with its worker. */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { LastingInput } from '../../processes/lastingInput.ts';
import { WAITING_VARIABLE } from '../../processes/processTable.ts';
import { NoTerminalError, sealedStdio, Terminal } from '../../processes/terminal.ts';

/** A program whose input is empty. */
export type SpawnedProgram = ChildProcess & { stdout: Readable; stderr: Readable };
/** A program that is talked to; its input never ends. */
export type FedProgram = ChildProcess & { stdin: Writable; stdout: Readable; stderr: Readable };

/** A program in a terminal; that is where all that it writes comes from. */
export type TerminalProgram = ChildProcess & { stdout: ReadStream; stderr: null; terminal: Terminal };

export interface SpawnOptions {
  cwd: string;
  env: Record<string, string>;
}

/**
 * From util-linux; its `--pdeathsig` has the kernel end the program when the worker dies. It is the last net, below
 * the guard, so it kills: nobody is left then to wait for a gentle end.
 */
const SETPRIV = findExecutable('setpriv');
/** From util-linux, too; its `--ctty` makes the terminal the program's own, so that Ctrl-C and `/dev/tty` work. */
const SETSID = findExecutable('setsid');
/** The `sh` of Debian and its kin; others leave variables of their own in what they become. */
const SHELL = findExecutable('dash');

/** Resolves once the process exists. @throws what the system says if it can't be made. */
export function spawnProgram(
  program: string,
  args: readonly string[],
  options: SpawnOptions,
): Promise<SpawnedProgram> {
  return spawned(
    spawn(...commandLine(program, args), { ...options, ...ownGroup, stdio: sealedStdio(withoutInput) }),
  ) as Promise<SpawnedProgram>;
}

/** A shell that reads what it is to do from its input, with nothing of the worker's environment. Undefined where there is none. */
export function spawnShell(): ChildProcess | undefined {
  if (SHELL === undefined) return undefined;
  const stdio = sealedStdio<'pipe'>(['pipe', 'pipe', 'pipe']);
  return spawn(...commandLine(SHELL, []), { cwd: '/', env: { [WAITING_VARIABLE]: '1' }, ...ownGroup, stdio });
}

/** As {@link spawnProgram}, with its standard input for whoever starts it. That doesn't end, even with the worker. */
export async function spawnFedProgram(
  program: string,
  args: readonly string[],
  options: SpawnOptions,
): Promise<FedProgram> {
  const input = await LastingInput.create();
  try {
    const stdio = sealedStdio<'pipe' | number>([input.end, 'pipe', 'pipe']);
    const child = spawn(...commandLine(program, args), { ...options, ...ownGroup, stdio });
    child.once('exit', () => input.ours.destroy());
    await spawned(child);
    return Object.assign(child, { stdin: input.ours }) as unknown as FedProgram;
  } catch (error) {
    input.ours.destroy();
    throw error;
  } finally {
    input.handedOver();
  }
}

/**
 * As {@link spawnProgram}, in a new terminal. It leads a session of its own there, as a program on a console does.
 * @throws {NoTerminalError} if there is none to be had.
 */
export async function spawnInTerminal(
  program: string,
  args: readonly string[],
  options: SpawnOptions,
): Promise<TerminalProgram> {
  if (!SETSID) throw new NoTerminalError('there is no setsid (of util-linux) on this machine');
  const terminal = new Terminal();
  try {
    const [file, rest] = commandLine(SETSID, ['--ctty', program, ...args]);
    const child = spawn(file, rest, { ...options, stdio: terminal.stdio });
    await spawned(child);
    // Nothing has been read yet: an end that came meanwhile is still to be told.
    return Object.assign(child, { stdout: terminal.output, stderr: null, terminal });
  } catch (error) {
    terminal.output.destroy();
    throw error;
  } finally {
    terminal.handedOver();
  }
}

const ownGroup = { detached: true } as const;
const withoutInput: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];

function commandLine(program: string, args: readonly string[]): [string, string[]] {
  return SETPRIV ? [SETPRIV, ['--pdeathsig', 'KILL', '--', program, ...args]] : [program, [...args]];
}

function spawned<C extends ChildProcess>(child: C): Promise<C> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child));
    child.once('error', reject);
  });
}

/** Of the system's own programs. */
export function findExecutable(name: string): string | undefined {
  return [`/usr/bin/${name}`, `/bin/${name}`].find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
