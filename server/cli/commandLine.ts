/** Command lines as a person would type them. */

const NAME_CHARS_MAX = 200;

/** Program and arguments, quoted for a POSIX shell where that is needed. */
export function quoteCommand(command: string, args: readonly string[]): string {
  return [command, ...args].map(quoteArgument).join(' ');
}

function quoteArgument(argument: string): string {
  if (/^[\w@%+=:,./-]+$/.test(argument)) return argument;
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}

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
