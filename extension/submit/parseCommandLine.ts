/** A command line as a person types it, split into a program and its arguments. No shell ever reads it. */

import { parse } from 'shell-quote';
import { t } from '#shared/l10n.ts';

export interface CommandLine {
  command: string;
  args: string[];
}

/**
 * Quotes and backslashes work as in a shell.
 * @throws Error in plain words where only a shell could do what is written: pipes, variables, patterns.
 */
export function parseCommandLine(line: string): CommandLine {
  const variables: string[] = [];
  const parts = parse(line, (name) => {
    variables.push(name);
    return '';
  });
  const [variable] = variables;
  if (variable !== undefined) throw needsShell(`$${variable}`, line);
  const words = parts.map((part) => {
    if (typeof part === 'string') return part;
    if ('comment' in part) throw needsShell('#', line);
    throw needsShell(part.op === 'glob' && 'pattern' in part ? part.pattern : part.op, line);
  });
  const [command, ...args] = words;
  if (!command) throw new Error(t('Write a command: a program and its arguments.'));
  return { command, args };
}

function needsShell(what: string, line: string): Error {
  const quoted = `'${line.trim().replaceAll("'", "'\\''")}'`;
  return new Error(
    t(
      '{0} means something to a shell only, and none reads this. Quote it, or run: bash -c {1}',
      what,
      quoted,
    ),
  );
}
