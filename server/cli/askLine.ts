import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { CliError } from './cliErrors.ts';

/** Whether somebody is there to be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/**
 * Asks on the terminal: the answer to a command stays alone on stdout.
 * @throws {CliError} when whoever is asked goes away.
 */
export async function askLine(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const gone = once(lines, 'close').then(() => undefined);
    const line = await Promise.race([lines.question(question), gone]);
    if (line === undefined) throw new CliError('\nNothing was sent: the question still waits.');
    return line;
  } finally {
    lines.close();
  }
}
