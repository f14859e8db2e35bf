/** What a process is started with, and what is known of it then. */
import type { Socket } from 'node:net';

export interface ProcessPlan {
  /** Its absolute path. */
  program: string;
  args: readonly string[];
  cwd: string;
  /** All of it. */
  env: Readonly<Record<string, string>>;
  /** A descriptor of ours that it reads from; without one its input is empty. */
  input?: number;
  /** Descriptors of ours that it has as 3, 4 and so on. It gets no others. */
  descriptors?: readonly number[];
}

export interface StartedProcess {
  pid: number;
  /** Never rejects. */
  ended: Promise<ProcessEnd>;
}

export interface PipedProcess extends StartedProcess {
  stdout: Socket;
  stderr: Socket;
}

export interface ProcessEnd {
  exitCode: number | null;
  /** The name of the signal that ended it. */
  signal: string | null;
  /** The most memory that it, or one that it has waited for, had at any time; undefined where that can't be told. */
  peakBytes?: number | undefined;
  /** The system refused the program when the process was there already: nothing of it has run. */
  refused?: Error | undefined;
}

/** A way to start processes: each as the leader of a new session, killed by the kernel when this process dies. */
export interface Starter {
  /** @throws what the system says if it can't be made. */
  start(plan: ProcessPlan): PipedProcess | Promise<PipedProcess>;
  /** @param terminal the path of its terminal, which becomes its controlling one and all its streams. */
  startInTerminal(plan: ProcessPlan, terminal: string): StartedProcess | Promise<StartedProcess>;
}
