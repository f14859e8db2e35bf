/** The kind `command`: a program with arguments, run without a shell. */
import { once } from 'node:events';
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

export async function* runCommand(context: RunContext): AsyncGenerator<RunEvent, void> {
  const checked = await checkCommand(context);
  if ('failure' in checked) return yield failed(checked.failure);
  let child: SpawnedProgram;
  try {
    child = await spawnProgram(checked.program, context.task.args, { cwd: checked.cwd, env: context.env });
  } catch (error) {
    return yield failed(notStarted(checked.program, error));
  }
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const killed = killWhenAborted(context);
  let left = true;
  try {
    yield { type: 'started', pid: child.pid as number };
    // The streams end with the last process that holds them: what outlives the program is ended with it.
    const leftovers = ended.then(() => killTree(context.mark, LEFTOVER_GRACE_MS, context.known));
    yield* mergedOutput({ stdout: child.stdout, stderr: child.stderr });
    await leftovers;
    left = false;
    const [exitCode, signal] = await ended;
    const failure = commandFailure(exitCode, signal);
    if (failure) yield { type: 'error', failure, exitCode, signal };
    else yield { type: 'completed', exitCode, signal, result: null };
  } finally {
    killed.stop();
    if (left) await killTree(context.mark, END_GRACE_MS, context.known);
  }
}

function killWhenAborted({ signal, mark, known }: RunContext): { stop: () => void } {
  const kill = () => void killTree(mark, END_GRACE_MS, known);
  if (signal.aborted) kill();
  signal.addEventListener('abort', kill, { once: true });
  return { stop: () => signal.removeEventListener('abort', kill) };
}

function failed(failure: RunFailure): RunEvent {
  return { type: 'error', failure, exitCode: null, signal: null };
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
