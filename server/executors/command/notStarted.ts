/** Why a program could not be started, looked for afterwards: what the system says fits several reasons. */
import { constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { errorMessage } from '../../errors.ts';
import { findProgram } from '../../processes/findProgram.ts';
import { NoTerminalError } from '../../processes/terminal.ts';
import type { RunFailure } from '../../tasks/failRun.ts';
import { configurationError, missingFolder, programFailure } from './checkCommand.ts';

/** @param program its absolute path. */
export async function notStarted(program: string, cwd: string, error: unknown): Promise<RunFailure> {
  if (error instanceof NoTerminalError) return noTerminal(error);
  switch (codeOf(error)) {
    case 'E2BIG':
      return {
        errorClass: 'ConfigurationError',
        message: `${program} could not be started: ${errorMessage(error)}`,
        advice: 'Arguments and environment are too long for the system: pass the data in a file.',
      };
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EACCES':
    case 'ENOEXEC':
      return (await whatIsWrong(program, cwd)) ?? unusable(program, errorMessage(error));
    default:
      return {
        errorClass: 'TemporaryFailure',
        message: `${program} could not be started: ${errorMessage(error)}`,
        advice: 'The worker’s machine may be short of processes or memory; the task is tried again.',
      };
  }
}

function noTerminal(error: NoTerminalError): RunFailure {
  return {
    errorClass: 'ConfigurationError',
    message: `the worker’s machine has no terminal for it: ${errorMessage(error)}`,
    advice:
      'Terminals need Linux on x64 or arm64 with glibc, and the optional packages of npm: run `npm ci` without ' +
      '--omit=optional. Or submit the task without pty.',
  };
}

/** Undefined if all seems to be there. */
async function whatIsWrong(program: string, cwd: string): Promise<RunFailure | undefined> {
  const folder = await stat(cwd).catch(() => undefined);
  if (!folder?.isDirectory()) return missingFolder(cwd).failure;
  const found = await findProgram(program, cwd, '');
  if (!('path' in found)) return programFailure(program, found).failure;
  const interpreter = await interpreterOf(program);
  if (interpreter === undefined) return undefined;
  const problem = await access(resolve(cwd, interpreter), constants.X_OK).then(() => undefined, codeOf);
  if (problem === undefined) return undefined;
  const wrong = problem === 'EACCES' ? 'not executable' : 'not there';
  return unusable(program, `its interpreter ${interpreter} is ${wrong}`);
}

function unusable(program: string, why: string): RunFailure {
  return configurationError(
    `${program} could not be started: ${why}`,
    'Install on the worker’s machine what the program needs there, or submit another one.',
  ).failure;
}

/** Which program the first line of a text names. */
async function interpreterOf(path: string): Promise<string | undefined> {
  const file = await open(path).catch(() => undefined);
  if (!file) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, 0);
    return /^#![ \t]*([^\s]+)/.exec(buffer.toString('utf8', 0, bytesRead))?.[1];
  } finally {
    await file.close();
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
