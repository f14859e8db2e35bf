/** The kind `command`: a program with arguments, run without a shell. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '../../errors.ts';
import { killTree } from '../../processes/processTree.ts';
import type { RunFailure } from '../../tasks/failRun.ts';
import type { RunContext, RunEvent } from '../executor.ts';
import { checkCommand } from './checkCommand.ts';
import { commandFailure } from './commandOutcome.ts';
import { mergedOutput } from './mergedOutput.ts';
import { type SpawnedProgram, spawnProgram } from './spawnProgram.ts';

/** Between the request to end and the kill. */
const END_GRACE_MS = 5000;
/** What outlives the program itself is asked to end, and gets less time: nobody waits for its work. */
const LEFTOVER_GRACE_MS = 1000;
/** When all known processes are dead and nothing came for this long, the pipes are closed from our side. */
const QUIET_MS = 500;

export async function* runCommand(context: RunContext): AsyncGenerator<RunEvent, void> {
  const { task, env, signal, traces } = context;
  const checked = await checkCommand(context);
  if (signal.aborted) return;
  if ('failure' in checked) return yield failed(checked.failure);
  let child: SpawnedProgram;
  try {
    child = await spawnProgram(checked.program, task.args, { cwd: checked.cwd, env });
  } catch (error) {
    return yield failed(notStarted(checked.program, error));
  }
  const ending = new Ending(child, context);
  let over = false;
  try {
    yield { type: 'started', pid: child.pid as number };
    yield* mergedOutput({ stdout: child.stdout, stderr: child.stderr });
    const { exitCode, endSignal, byItself } = await ending.ended;
    over = true;
    const failure = commandFailure(exitCode, endSignal);
    if (failure) yield { type: 'error', failure, exitCode, signal: endSignal, byItself };
    else yield { type: 'completed', exitCode, signal: endSignal, result: null, byItself };
  } finally {
    ending.stopListening();
    if (!over) await killTree(traces, END_GRACE_MS);
  }
}

/** Sees to it that the run ends: when it is told to, and what is left of it when its program has ended. */
class Ending {
  readonly ended: Promise<{ exitCode: number | null; endSignal: NodeJS.Signals | null; byItself: boolean }>;
  readonly #context: RunContext;
  readonly #child: SpawnedProgram;

  constructor(child: SpawnedProgram, context: RunContext) {
    this.#child = child;
    this.#context = context;
    this.ended = this.#whenEnded();
    if (context.signal.aborted) this.#onAbort();
    else context.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  stopListening(): void {
    this.#context.signal.removeEventListener('abort', this.#onAbort);
  }

  async #whenEnded() {
    const exited = once(this.#child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    const [exitCode, endSignal] = await exited;
    const byItself = !this.#context.signal.aborted;
    // The pipes end with the last process that holds them: what outlives the program is ended with it.
    await this.#kill(LEFTOVER_GRACE_MS);
    return { exitCode, endSignal, byItself };
  }

  readonly #onAbort = (): void => {
    void this.#kill(END_GRACE_MS);
  };

  async #kill(graceMs: number): Promise<void> {
    await killTree(this.#context.traces, graceMs);
    await this.#closePipes();
  }

  /** Every word is read first; then only something that isn't known as the run's can hold the pipes open. */
  async #closePipes(): Promise<void> {
    const { stdout, stderr } = this.#child;
    const pipes = [stdout, stderr] as Socket[];
    for (;;) {
      const before = pipes.map(({ bytesRead }) => bytesRead);
      for (let waited = 0; waited < QUIET_MS; waited += QUIET_MS / 10) {
        if (pipes.every(({ closed }) => closed)) return;
        await delay(QUIET_MS / 10);
      }
      const quiet = pipes.every(
        (pipe, index) => pipe.readableLength === 0 && pipe.bytesRead === before[index],
      );
      if (!quiet) continue;
      for (const pipe of pipes) pipe.destroy();
      return;
    }
  }
}

function failed(failure: RunFailure): RunEvent {
  return { type: 'error', failure, exitCode: null, signal: null, byItself: true };
}

function notStarted(program: string, error: unknown): RunFailure {
  const tooLong = (error as NodeJS.ErrnoException).code === 'E2BIG';
  return {
    errorClass: tooLong ? 'ConfigurationError' : 'TemporaryFailure',
    message: `${program} could not be started: ${errorMessage(error)}`,
    advice: tooLong
      ? 'Arguments and environment are too long for the system: pass the data in a file.'
      : 'The worker’s machine may be short of processes or memory; the task is tried again.',
  };
}
