/** Names of tasks, and how this program is called. */
import { quoteCommand } from '#shared/quoteCommand.ts';

const NAME_CHARS_MAX = 200;

/** A task's name when none is given: its command line on one line, cut to what a name may have. */
export function nameOfCommand(command: string, args: readonly string[]): string {
  return asName(quoteCommand(command, args).replace(/\s+/g, ' '));
}

/** The same of a prompt: its first line. */
export function nameOfPrompt(prompt: string): string {
  return asName(prompt.trim().split('\n', 1)[0]?.trim() ?? '');
}

function asName(line: string): string {
  if (line.length <= NAME_CHARS_MAX) return line;
  // Half of a character outside the basic plane would not survive as UTF-8.
  return `${line.slice(0, NAME_CHARS_MAX - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** How this program is called; no name in a public registry is ours, so never with npx. */
export function switchyardCommand(...words: string[]): string {
  return ['npm run -s switchyard --', ...words].join(' ');
}
