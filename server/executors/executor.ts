/** What a kind of task brings to run its tasks. */
import type { LogStream } from '#shared/logs.ts';
import type { Lines } from '../logs/lineSplitter.ts';
import type { RunTraces } from '../processes/processTree.ts';
import type { TaskRow } from '../store/task.entity.ts';
import type { RunFailure } from '../tasks/failRun.ts';
import type { ProjectRules } from '../tasks/projectRules.ts';

/** What an executor may know and use. */
export interface RunContext {
  task: TaskRow;
  run: number;
  /** What the task's project allows, as it is now. */
  project: ProjectRules;
  /** The child's whole environment, marks included. */
  env: Record<string, string>;
  /** Aborted when the run has to end: its processes are ended, and then the events end. */
  signal: AbortSignal;
  /** By what the run's processes are known so far. */
  traces: () => RunTraces;
}

/** `byItself`: the end came before anyone asked for it. */
export type RunEvent =
  /** The task is running; in a process, if its kind has one. */
  | { type: 'started'; pid?: number }
  | { type: 'output'; stream: LogStream; lines: Lines }
  /** It ended by itself. */
  | { type: 'completed'; exitCode: number | null; signal: string | null; result: unknown; byItself: boolean }
  /** It couldn't be started, or failed in a way that has a name. */
  | { type: 'error'; failure: RunFailure; exitCode: number | null; signal: string | null; byItself: boolean };

/**
 * Runs one task. The last event is `completed` or `error`; after an abort there may be neither. When the events
 * have ended, for whatever reason, none of the run's processes is left. Reading slowly slows the program down.
 */
export type Executor = (context: RunContext) => AsyncGenerator<RunEvent, void>;
