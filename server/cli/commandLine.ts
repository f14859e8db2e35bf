/** Names of tasks, and how this program is called. */
import { quoteCommand } from '#shared/quoteCommand.ts';

const NAME_CHARS_MAX = 200;

/** A task's name when none is given: its command line on one line, cut to what a name may have. */
export function nameOfCommand(command: string, args: readonly string[]): string {
  const line = quoteCommand(command, args).replace(/\s+/g, ' ');
  if (line.length <= NAME_CHARS_MAX) return line;
  // Half of a character outside the basic plane would not survive as UTF-8.
  return `${line.slice(0, NAME_CHARS_MAX - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** How this program is called; no name in a public registry is ours, so never with npx. */
export function switchyardCommand(...words: string[]): string {
  return ['npm run -s switchyard --', ...words].join(' ');
}
