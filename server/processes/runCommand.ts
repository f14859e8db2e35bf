import { spawn } from 'node:child_process';

export interface RunCommandOptions {
  env?: NodeJS.ProcessEnv;
  /** Fed to the command's standard input. */
  input?: string;
  signal?: AbortSignal;
}

/** How much of a failed command's words goes into the error. */
const shownLines = 12;

/**
 * Runs a command to its end, without a shell, and answers its standard output.
 * @throws Error with the command's last lines when it can't be started or doesn't exit with 0.
 */
export function runCommand(file: string, args: string[], options: RunCommandOptions = {}): Promise<string> {
  const { env, input, signal } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(env && { env }),
      ...(signal && { signal }),
    });
    let output = '';
    let words = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      words += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      words += chunk;
    });
    child.stdin.on('error', () => {}); // EPIPE: the command ended before it read all; its exit code tells.
    child.stdin.end(input ?? '');
    child.once('error', reject);
    child.once('close', (code, killedBy) => {
      if (code === 0) return resolve(output);
      const end = words.trim().split('\n').slice(-shownLines).join('\n');
      reject(new Error(`${file} ended with ${code ?? killedBy}:\n${end}`));
    });
  });
}
