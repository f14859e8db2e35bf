import type { TaskKind } from '#shared/taskKinds.ts';
import { runCommand } from './command/runCommand.ts';
import type { Executor } from './executor.ts';

/** Each kind of task and what runs it. A kind without its row here doesn't compile. */
export const executors: Readonly<Record<TaskKind, Executor>> = {
  command: runCommand,
};
