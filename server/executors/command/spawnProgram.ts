/** Starts programs without a shell, each in a session of its own, so that it dies with its worker. */
import type { Writable } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { LastingInput } from '../../processes/lastingInput.ts';
import type { PipedProcess, StartedProcess } from '../../processes/processPlan.ts';
import { startInTerminal, startProcess } from '../../processes/startProcess.ts';
import { Terminal } from '../../processes/terminal.ts';

/** A program whose input is empty. */
export type SpawnedProgram = PipedProcess;
/** A program that is talked to; its input never ends. */
export type FedProgram = PipedProcess & { stdin: Writable };
/** A program in a terminal; that is where all that it writes comes from. */
export type TerminalProgram = StartedProcess & { stdout: ReadStream; stderr: null; terminal: Terminal };

export interface SpawnOptions {
  cwd: string;
  env: Record<string, string>;
}

/** Resolves once the process exists. @throws what the system says if it can't be made. */
export function spawnProgram(
  program: string,
  args: readonly string[],
  options: SpawnOptions,
): Promise<SpawnedProgram> {
  return startProcess({ program, args, ...options });
}

/** As {@link spawnProgram}, with its standard input for whoever starts it. That doesn't end, even with the worker. */
export async function spawnFedProgram(
  program: string,
  args: readonly string[],
  options: SpawnOptions,
): Promise<FedProgram> {
  const input = await LastingInput.create();
  try {
    const child = await startProcess({ program, args, ...options, input: input.end });
    void child.ended.then(() => input.ours.destroy());
    return { ...child, stdin: input.ours };
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
  const terminal = await Terminal.open();
  try {
    const child = await startInTerminal({ program, args, ...options }, terminal.path);
    return { ...child, stdout: terminal.output, stderr: null, terminal };
  } catch (error) {
    terminal.output.destroy();
    throw error;
  } finally {
    terminal.handedOver();
  }
}
