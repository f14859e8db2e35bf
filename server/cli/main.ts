/** `npm run -s switchyard -- <verb>`: reads the command line, runs the verb, turns errors into words and exit codes. */
import { CommanderError } from 'commander';
import { CliError, ProblemError } from './cliErrors.ts';
import { createProgram } from './program.ts';
import { note, paintFor, print } from './terminal.ts';

const USAGE_EXIT_CODE = 2;

/** @returns what to exit with: 1 for an error, 2 for a wrong command line, undefined for what the verb has set. */
async function main(argv: readonly string[]): Promise<number | undefined> {
  const program = createProgram();
  let asJson = false;
  program.hook('preAction', (_program, verb) => {
    asJson = verb.opts<{ json?: true }>().json === true;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return undefined;
  } catch (error) {
    // Commander has said what is wrong, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_EXIT_CODE;
    if (asJson && error instanceof ProblemError) print(error.text);
    note(paintFor(process.stderr)('red', messageOf(error)));
    return error instanceof CliError ? error.exitCode : 1;
  }
}

function messageOf(error: unknown): string {
  if (error instanceof CliError) return error.message;
  // A mistake of ours: its stack helps whoever is told about it.
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const token = process.env.SWITCHYARD_TOKEN?.trim();
  return token ? text.replaceAll(token, '…') : text;
}

process.exitCode = (await main(process.argv.slice(2))) ?? process.exitCode;
