/** The worker's side of its guard; see guardProcess. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../logger.ts';
import type { RunTraces } from '../processes/processTree.ts';

const SCRIPT = fileURLToPath(new URL('./guardProcess.ts', import.meta.url));
/** A machine that is out of processes won't have one in the next millisecond. */
const RESTART_MS = 200;

export class Guard {
  readonly #log: Logger;
  /** Mark → the run's first process. */
  readonly #runs = new Map<string, RunTraces['root']>();
  #child: ChildProcess;
  #forgotten = '';
  #validForMs: number | undefined;
  #stopping = false;

  constructor(log: Logger) {
    this.#log = log;
    this.#child = this.#start();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Call it before the run's process is made: the line is in the pipe when this returns. */
  watch(mark: string): void {
    this.#runs.set(mark, undefined);
    this.#tell(`watch ${mark}`);
  }

  /** The run has its first process. */
  started(mark: string, root: RunTraces['root']): void {
    if (!root || !this.#runs.has(mark)) return;
    this.#runs.set(mark, root);
    this.#tell(`root ${mark} ${root.pid} ${root.startTicks}`);
  }

  /** The run is over; nothing is in a hurry, so the line goes with the next one. */
  forget(mark: string): void {
    this.#runs.delete(mark);
    this.#forgotten += `forget ${mark}\n`;
  }

  /** The worker lives, and its runs may go on for `validForMs` without another beat. */
  beat(validForMs: number): void {
    this.#validForMs = validForMs;
    this.#tell(`beat ${Math.round(validForMs)}`);
  }

  /** Ends the guard, and with it whatever is left of the runs that it watches. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const { exitCode, signalCode, pid, stdin } = this.#child;
    // Killed a moment ago and not started again yet, it has nothing more to tell.
    if (exitCode !== null || signalCode !== null || pid === undefined) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    stdin?.end();
    await ended;
  }

  #start(): ChildProcess {
    // In a session of its own: whoever kills the worker's group must not kill the guard with it.
    const child = spawn(process.execPath, ['--max-semi-space-size=1', SCRIPT], {
      stdio: ['pipe', 'ignore', 'inherit'],
      detached: true,
      env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE },
    });
    child.stdin?.on('error', () => {});
    let gone = false;
    const onGone = () => {
      if (gone || this.#stopping) return;
      gone = true;
      this.#log.error('the guard died and is started again');
      setTimeout(() => this.#startAgain(), RESTART_MS);
    };
    child.on('exit', onGone);
    child.on('error', onGone);
    return child;
  }

  #startAgain(): void {
    if (this.#stopping) return;
    this.#child = this.#start();
    for (const [mark, root] of this.#runs) {
      this.#tell(`watch ${mark}`);
      this.started(mark, root);
    }
    if (this.#validForMs !== undefined) this.beat(this.#validForMs);
  }

  #tell(line: string): void {
    const before = this.#forgotten;
    this.#forgotten = '';
    this.#child.stdin?.write(`${before}${line}\n`);
  }
}
