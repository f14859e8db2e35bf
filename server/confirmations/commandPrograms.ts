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

/** Empty for a text that can't be read: it may start anything, and nothing is known of it. */
export function programsIn(command: string, nesting = 0): StartedProgram[] {
  const shell = nesting > NESTING_MAX ? undefined : readShell(command);
  return shell ? shell.commands.flatMap((words) => programsOf(words, nesting)) : [];
}

function programsOf(words: ShellWord[], nesting: number): StartedProgram[] {
  const [itself] = words;
  // Only the shell knows that program. What follows is looked at all the same: it may be one that starts others.
  const starts = itself === undefined || STARTERS.has(nameOf(itself));
  const candidates = starts ? words : words.slice(0, 1);
  return candidates.flatMap((word, index) => {
    if (word === undefined || word === '') return [];
    const program = { name: nameOf(word), args: () => words.slice(index + 1) };
    // `sh -c`, `eval` and their like take a whole command as one word.
    return index > 0 && /[\s;&|]/.test(word) ? [program, ...programsIn(word, nesting + 1)] : [program];
  });
}

const nameOf = (word: string) => word.slice(word.lastIndexOf('/') + 1);
