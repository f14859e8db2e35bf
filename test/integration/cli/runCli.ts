/** The command line as a user runs it: a process of its own, with its streams apart. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { COMPILE_CACHE } from '../../support/compileCache.ts';

const MAIN = fileURLToPath(new URL('../../../server/cli/main.ts', import.meta.url));

export interface CliRun {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Its exit code; null when a signal ended it. */
  ended: Promise<number | null>;
}

/** Starts it with nothing of this process's environment but PATH, and what makes it quick. */
export function startCli(args: readonly string[], env: Record<string, string> = {}): CliRun {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  return {
    child,
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    ended: once(child, 'close').then(([code]) => code as number | null),
  };
}

/** Runs it to its end. */
export async function runCli(args: readonly string[], env: Record<string, string> = {}) {
  const run = startCli(args, env);
  const code = await run.ended;
  return { code, stdout: run.stdout(), stderr: run.stderr() };
}
