/** The kind `command`: a program with arguments, run without a shell. */
import { errorMessage } from '../../errors.ts';
import { killTree } from '../../processes/processTree.ts';
import { NoTerminalError, TERMINAL_TYPE } from '../../processes/terminal.ts';
import type { RunFailure } from '../../tasks/failRun.ts';
import type { Executor, RunContext, RunEvent } from '../executor.ts';
import { failedEvent } from '../failedEvent.ts';
import { Mailbox } from '../mailbox.ts';
import { type CheckedCommand, checkCommand } from './checkCommand.ts';
import { commandFailure } from './commandOutcome.ts';
import { Dialogue, type PromptEvent } from './dialogue.ts';
import { END_GRACE_MS, Ending } from './ending.ts';
import { mergedOutput, type OutputEvent } from './mergedOutput.ts';
import { createPreparedStart, type StartProgram } from './preparedStart.ts';
import { toldProgress } from './progressLine.ts';
import { type SpawnedProgram, spawnInTerminal, type TerminalProgram } from './spawnProgram.ts';

export function createRunCommand(startProgram = createPreparedStart()): Executor {
  const execute: Executor = (context) => runCommand(context, startProgram, checkCommand(context));
  execute.ahead = (facts) => {
    const checking = checkCommand(facts);
    // Whoever runs the command hears of it; there may be nobody.
    checking.catch(() => {});
    return (context) => runCommand(context, startProgram, checking);
  };
  return execute;
}

async function* runCommand(
  context: RunContext,
  startProgram: StartProgram,
  checking: Promise<CheckedCommand>,
): AsyncGenerator<RunEvent, void> {
  const { signal, traces } = context;
  const checked = await checking;
  if (signal.aborted) return;
  if ('failure' in checked) return yield failedEvent(checked.failure);
  let child: SpawnedProgram | TerminalProgram;
  try {
    child = await start(checked.program, context, checked.cwd, startProgram);
  } catch (error) {
    return yield failedEvent(notStarted(checked.program, error));
  }
  const ending = new Ending(child, context);
  const mailbox = new Mailbox<OutputEvent | PromptEvent>();
  const dialogue =
    'terminal' in child
      ? new Dialogue(child.terminal, context, (event) => void mailbox.put(event))
      : undefined;
  const onChunk = (chunk: Buffer) => {
    context.heard();
    dialogue?.printed(chunk);
  };
  let over = false;
  try {
    yield { type: 'started', pid: child.pid as number };
    for await (const event of mergedOutput<PromptEvent>(
      { stdout: child.stdout, stderr: child.stderr },
      context.mask,
      onChunk,
      mailbox,
    )) {
      yield event;
      const progress =
        event.type === 'output' && event.stream === 'stdout' ? toldProgress(event.lines.text) : undefined;
      if (progress) yield { type: 'progress', progress };
    }
    const { exitCode, endSignal, byItself } = await ending.ended;
    over = true;
    const failure = commandFailure(exitCode, endSignal);
    if (failure) yield { type: 'error', failure, exitCode, signal: endSignal, byItself };
    else yield { type: 'completed', exitCode, signal: endSignal, result: null, byItself };
  } finally {
    dialogue?.close();
    ending.stopListening();
    if (!over) await killTree(traces, END_GRACE_MS);
  }
}

function start(program: string, { task, env }: RunContext, cwd: string, startProgram: StartProgram) {
  if (!task.pty) return startProgram(program, task.args, { cwd, env });
  const TERM = task.env.TERM ?? TERMINAL_TYPE;
  return spawnInTerminal(program, task.args, { cwd, env: { ...env, TERM } });
}

export function notStarted(program: string, error: unknown): RunFailure {
  if (error instanceof NoTerminalError) {
    return {
      errorClass: 'ConfigurationError',
      message: `the worker’s machine has no terminal for it: ${errorMessage(error)}`,
      advice:
        'Terminals need Linux on x64 or arm64, util-linux, and the optional packages of npm: run `npm ci` without ' +
        '--omit=optional. Or submit the task without pty.',
    };
  }
  const tooLong = (error as NodeJS.ErrnoException).code === 'E2BIG';
  return {
    errorClass: tooLong ? 'ConfigurationError' : 'TemporaryFailure',
    message: `${program} could not be started: ${errorMessage(error)}`,
    advice: tooLong
      ? 'Arguments and environment are too long for the system: pass the data in a file.'
      : 'The worker’s machine may be short of processes or memory; the task is tried again.',
  };
}
