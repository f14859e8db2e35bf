/** The kind `command`: a program with arguments, run without a shell. */
import { killTree } from '../../processes/processTree.ts';
import { TERMINAL_TYPE } from '../../processes/terminal.ts';
import type { Executor, RunContext, RunEvent } from '../executor.ts';
import { failedEvent } from '../failedEvent.ts';
import { Mailbox } from '../mailbox.ts';
import { type CheckedCommand, checkCommand } from './checkCommand.ts';
import { commandFailure } from './commandOutcome.ts';
import { Dialogue, type PromptEvent } from './dialogue.ts';
import { END_GRACE_MS, Ending } from './ending.ts';
import { mergedOutput, type OutputEvent } from './mergedOutput.ts';
import { notStarted } from './notStarted.ts';
import { toldProgress } from './progressLine.ts';
import { type SpawnedProgram, spawnInTerminal, spawnProgram, type TerminalProgram } from './spawnProgram.ts';

export function createRunCommand(): Executor {
  const execute: Executor = (context) => runCommand(context, checkCommand(context));
  execute.ahead = (facts) => {
    const checking = checkCommand(facts);
    // Whoever runs the command hears of it; there may be nobody.
    checking.catch(() => {});
    return (context) => runCommand(context, checking);
  };
  return execute;
}

async function* runCommand(
  context: RunContext,
  checking: Promise<CheckedCommand>,
): AsyncGenerator<RunEvent, void> {
  const { signal, traces } = context;
  const checked = await checking;
  if (signal.aborted) return;
  if ('failure' in checked) return yield failedEvent(checked.failure);
  const { program, cwd } = checked;
  let child: SpawnedProgram | TerminalProgram;
  try {
    child = await start(program, context, cwd);
  } catch (error) {
    return yield failedEvent(await notStarted(program, cwd, error));
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
    yield { type: 'started', pid: child.pid };
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
    const { refused, ...end } = await ending.ended;
    over = true;
    const failure = refused
      ? await notStarted(program, cwd, refused)
      : commandFailure(end.exitCode, end.signal);
    if (failure) yield { ...end, type: 'error', failure };
    else yield { ...end, type: 'completed', result: null };
  } finally {
    dialogue?.close();
    ending.stopListening();
    if (!over) await killTree(traces, END_GRACE_MS);
  }
}

function start(program: string, { task, env }: RunContext, cwd: string) {
  if (!task.pty) return spawnProgram(program, task.args, { cwd, env });
  const TERM = task.env.TERM ?? TERMINAL_TYPE;
  return spawnInTerminal(program, task.args, { cwd, env: { ...env, TERM } });
}
