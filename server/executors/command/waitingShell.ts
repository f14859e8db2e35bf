/** A shell without a task, which becomes a run's program when it is told which. */
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { WAITING_VARIABLE } from '../../processes/processTable.ts';
import { type SpawnedProgram, type SpawnOptions, spawnShell } from './spawnProgram.ts';

/** The system's own limits are far above; what comes near them is started in the usual way, which names its refusal. */
const LINE_BYTES_MAX = 16 * 1024;

export class WaitingShell {
  readonly #child: SpawnedProgram & { stdin: Socket };

  /** Undefined where there is no shell, or the system has no room for a process. */
  static start(): WaitingShell | undefined {
    try {
      const child = spawnShell();
      child?.on('error', () => {});
      return child?.pid === undefined ? undefined : new WaitingShell(child);
    } catch {
      return undefined;
    }
  }

  private constructor(child: ChildProcess) {
    this.#child = child as unknown as SpawnedProgram & { stdin: Socket };
    this.#child.stdin.on('error', () => {});
    this.#holdProcess(false);
  }

  get lives(): boolean {
    const { exitCode, signalCode, stdin } = this.#child;
    return exitCode === null && signalCode === null && stdin.writable;
  }

  /** Call it once. @param line see {@link startLine}. */
  become(line: string): SpawnedProgram {
    this.#holdProcess(true);
    this.#child.stdin.end(line);
    return this.#child;
  }

  /** It ends with the end of its input, so with this process; until then it needn't keep it. */
  #holdProcess(holds: boolean): void {
    const { stdin, stdout, stderr } = this.#child;
    for (const each of [this.#child, stdin, stdout as Socket, stderr as Socket]) {
      if (holds) each.ref();
      else each.unref();
    }
  }
}

/** What a shell can export. The others mean something to it, or have values of which it refuses some. */
const EXPORTABLE = /^(?!(?:OPTIND|PPID|LINENO|_)$)[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * What the shell reads. It is one compound command, so that a line of which a part is missing runs nothing. Variables
 * are exported: as arguments of a program, such as `env`, everybody on the machine could read them.
 * @returns undefined for what the shell would take for something else, and for what is too long.
 */
export function startLine(
  program: string,
  args: readonly string[],
  { cwd, env }: SpawnOptions,
): string | undefined {
  const variables = Object.entries(env);
  if (!program.startsWith('/') || variables.some(([name]) => !EXPORTABLE.test(name))) return undefined;
  const exported = variables.map(([name, value]) => `${name}=${quoted(value)}`);
  const commands = [
    `cd ${quoted(cwd)}`,
    // Its own: it has exported the last two when it changed the folder.
    `unset ${WAITING_VARIABLE} PWD OLDPWD`,
    ...(exported.length > 0 ? [`export ${exported.join(' ')}`] : []),
    `exec ${[program, ...args].map(quoted).join(' ')} </dev/null`,
  ];
  const line = `{ ${commands.join(' && ')}; }\n`;
  return line.includes('\0') || Buffer.byteLength(line) > LINE_BYTES_MAX ? undefined : line;
}

/** Between single quotes a shell changes nothing. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
