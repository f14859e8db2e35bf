/** Which programs a shell command would start, as far as its text tells. */
import { readShell, type ShellWord } from './shellReader.ts';

export interface StartedProgram {
  /** Without its folder. */
  name: string;
  args: () => ShellWord[];
}

/** Programs, and words of the shell, that start what stands among their arguments. */
const STARTERS = new Set(
  [
    'sudo doas su runuser env nohup nice ionice chrt setsid setpriv stdbuf timeout time watch xargs parallel find fd',
    'exec command builtin eval trap coproc function chroot unshare nsenter flock script strace ltrace gdb busybox',
    'sh bash dash zsh ksh mksh fish ash rbash ssh systemd-run at batch entr unbuffer caffeinate start-stop-daemon',
  ]
    .join(' ')
    .split(' '),
);
const NESTING_MAX = 5;

/** Undefined for a text that can't be read for certain, or has one within: it may start anything. */
export function programsIn(command: string, nesting = 0): StartedProgram[] | undefined {
  const shell = nesting > NESTING_MAX ? undefined : readShell(command);
  return allOf(shell?.commands.map((words) => programsOf(words, nesting)));
}

function allOf(parts: readonly (StartedProgram[] | undefined)[] | undefined): StartedProgram[] | undefined {
  const known = parts?.filter((part) => part !== undefined);
  return known && known.length === parts?.length ? known.flat() : undefined;
}

function programsOf(words: ShellWord[], nesting: number): StartedProgram[] | undefined {
  const [itself] = words;
  // Only the shell knows that program. What follows is looked at all the same: it may be one that starts others.
  const starts = itself === undefined || STARTERS.has(nameOf(itself));
  const candidates = starts ? words : words.slice(0, 1);
  const found = candidates.map((word, index) => {
    if (word === undefined || word === '') return [];
    const program = { name: nameOf(word), args: () => words.slice(index + 1) };
    // `sh -c`, `eval` and their like take a whole command as one word.
    return index > 0 && /[\s;&|]/.test(word) ? allOf([[program], programsIn(word, nesting + 1)]) : [program];
  });
  return allOf(found);
}

const nameOf = (word: string) => word.slice(word.lastIndexOf('/') + 1);
