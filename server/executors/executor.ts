/** What a kind of task brings to run its tasks. */
import type { LogStream } from '#shared/logs.ts';
import type { Lines } from '../logs/lineSplitter.ts';
import type { TaskRow } from '../store/task.entity.ts';
import type { RunFailure } from '../tasks/failRun.ts';

/** What an executor may know and use. */
export interface RunContext {
  task: TaskRow;
  run: number;
  /** Folders of the task's project, in which the run has to stay. */
  folders: readonly string[];
  /** The child's whole environment, marks included. */
  env: Record<string, string>;
  /** `NAME=value` by which the run's processes are found. */
  mark: string;
  /** Aborted when the run has to end: its processes are ended, and then the events end. */
  signal: AbortSignal;
  /** Processes of the run that were seen by sampling. */
  known: () => ReadonlyMap<number, number>;
}

export type RunEvent =
  /** The process exists: the task is running. */
  | { type: 'started'; pid: number }
  | { type: 'output'; stream: LogStream; lines: Lines }
  /** It ended by itself. */
  | { type: 'completed'; exitCode: number | null; signal: string | null; result: unknown }
  /** It couldn't be started, or failed in a way that has a name. */
  | { type: 'error'; failure: RunFailure; exitCode: number | null; signal: string | null };

/**
 * Runs one task. The last event is `completed` or `error`; after an abort there may be neither. When the events
 * have ended, for whatever reason, none of the run's processes is left. Reading slowly slows the program down.
 */
export type Executor = (context: RunContext) => AsyncGenerator<RunEvent, void>;
