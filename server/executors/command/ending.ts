/** How a program's run comes to its end, with nothing left of it. */
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessEnd } from '../../processes/processPlan.ts';
import { killTree } from '../../processes/processTree.ts';
import type { RunContext } from '../executor.ts';
import type { FedProgram, SpawnedProgram, TerminalProgram } from './spawnProgram.ts';

/** Between the request to end and the kill. */
export const END_GRACE_MS = 5000;
/** What outlives the program itself is asked to end, and gets less time: nobody waits for its work. */
const LEFTOVER_GRACE_MS = 1000;
/** When all known processes are dead and nothing came for this long, the pipes are closed from our side. */
const QUIET_MS = 500;

/** Sees to it that the run ends: when it is told to, and what is left of it when its program has ended. */
export class Ending {
  readonly ended: Promise<ProcessEnd & { byItself: boolean }>;
  readonly #context: Pick<RunContext, 'signal' | 'traces'>;
  readonly #child: SpawnedProgram | FedProgram | TerminalProgram;
  readonly #askFirst: () => Promise<unknown>;

  /** @param askFirst asks the program in its own way; when this has resolved, signals follow. */
  constructor(
    child: SpawnedProgram | FedProgram | TerminalProgram,
    context: Pick<RunContext, 'signal' | 'traces'>,
    askFirst: () => Promise<unknown> = async () => {},
  ) {
    this.#child = child;
    this.#context = context;
    this.#askFirst = askFirst;
    this.ended = this.#whenEnded();
    if (context.signal.aborted) this.#onAbort();
    else context.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  stopListening(): void {
    this.#context.signal.removeEventListener('abort', this.#onAbort);
  }

  async #whenEnded() {
    const end = await this.#child.ended;
    const byItself = !this.#context.signal.aborted;
    // The pipes end with the last process that holds them: what outlives the program is ended with it.
    await this.#kill(LEFTOVER_GRACE_MS);
    return { ...end, byItself };
  }

  readonly #onAbort = (): void => {
    void this.#askFirst().then(() => this.#kill(END_GRACE_MS));
  };

  async #kill(graceMs: number): Promise<void> {
    await killTree(this.#context.traces, graceMs);
    await this.#closePipes();
  }

  /** Every word is read first; then only something that isn't known as the run's can hold the pipes open. */
  async #closePipes(): Promise<void> {
    const { stdout, stderr } = this.#child;
    const pipes: Socket[] = stderr ? [stdout, stderr] : [stdout];
    const closed = Promise.all(pipes.map(whenClosed));
    for (;;) {
      const before = pipes.map(({ bytesRead }) => bytesRead);
      await Promise.race([closed, delay(QUIET_MS, undefined, { ref: false })]);
      if (pipes.every((pipe) => pipe.closed)) return;
      const quiet = pipes.every(
        (pipe, index) => pipe.readableLength === 0 && pipe.bytesRead === before[index],
      );
      if (!quiet) continue;
      for (const pipe of pipes) pipe.destroy();
      return;
    }
  }
}

function whenClosed(pipe: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (pipe.closed) resolve();
    else pipe.once('close', () => resolve());
  });
}
