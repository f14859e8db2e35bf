/** The kind `command`: a program with arguments, run without a shell. */
import { errorMessage } from '../../errors.ts';
import { killTree } from '../../processes/processTree.ts';
import type { RunFailure } from '../../tasks/failRun.ts';
import type { RunContext, RunEvent } from '../executor.ts';
import { checkCommand } from './checkCommand.ts';
import { commandFailure } from './commandOutcome.ts';
import { END_GRACE_MS, Ending } from './ending.ts';
import { mergedOutput } from './mergedOutput.ts';
import { toldProgress } from './progressLine.ts';
import { type SpawnedProgram, spawnProgram } from './spawnProgram.ts';

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
    for await (const event of mergedOutput({ stdout: child.stdout, stderr: child.stderr }, context.mask)) {
      yield event;
      const progress = event.stream === 'stdout' ? toldProgress(event.lines.text) : undefined;
      if (progress) yield { type: 'progress', progress };
    }
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

function failed(failure: RunFailure): RunEvent {
  return { type: 'error', failure, exitCode: null, signal: null, byItself: true };
}

export function notStarted(program: string, error: unknown): RunFailure {
  const tooLong = (error as NodeJS.ErrnoException).code === 'E2BIG';
  return {
    errorClass: tooLong ? 'ConfigurationError' : 'TemporaryFailure',
    message: `${program} could not be started: ${errorMessage(error)}`,
    advice: tooLong
      ? 'Arguments and environment are too long for the system: pass the data in a file.'
      : 'The worker’s machine may be short of processes or memory; the task is tried again.',
  };
}
