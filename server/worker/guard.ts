/** The worker's side of its guard; see guardProcess. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../logger.ts';

const SCRIPT = fileURLToPath(new URL('./guardProcess.ts', import.meta.url));

export class Guard {
  readonly #log: Logger;
  readonly #marks = new Set<string>();
  #child: ChildProcess;
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
    this.#marks.add(mark);
    this.#tell(`watch ${mark}`);
  }

  forget(mark: string): void {
    this.#marks.delete(mark);
    this.#tell(`forget ${mark}`);
  }

  /** The worker lives, and its runs may go on for `validForMs` without another beat. */
  beat(validForMs: number): void {
    this.#validForMs = validForMs;
    this.#tell(`beat ${Math.round(validForMs)}`);
  }

  /** Ends the guard, and with it whatever is left of the runs that it watches. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin?.end();
    await ended;
  }

  #start(): ChildProcess {
    // In a session of its own: whoever kills the worker's group must not kill the guard with it.
    const child = spawn(process.execPath, ['--max-semi-space-size=1', SCRIPT], {
      stdio: ['pipe', 'ignore', 'inherit'],
      detached: true,
      env: { PATH: process.env.PATH },
    });
    child.stdin?.on('error', () => {});
    child.on('exit', () => {
      if (this.#stopping) return;
      this.#log.error('the guard died and is started again');
      this.#child = this.#start();
      for (const mark of this.#marks) this.#tell(`watch ${mark}`);
      if (this.#validForMs !== undefined) this.beat(this.#validForMs);
    });
    return child;
  }

  #tell(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }
}
