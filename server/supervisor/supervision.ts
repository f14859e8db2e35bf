import type { BinarySource } from '../embedded/storeBinaries.ts';

/** What the supervisor reads of the server's configuration. */
export interface SupervisorConfig {
  host: string;
  /** Absolute. */
  dataDir: string;
  /** Given, the store isn't started here. */
  databaseUrl?: string | undefined;
  redisUrl?: string | undefined;
  /** Given, none is made here. */
  secretKey?: string | undefined;
}

/** For tests. */
export interface SuperviseOptions {
  /** The module that the role processes run instead of the server's own. */
  roleScript?: string;
  /** Where the stores' programs may come from. */
  sources?: readonly BinarySource[];
}

/** What the parts of one supervisor share. */
export interface Supervision {
  readonly config: SupervisorConfig;
  readonly options: SuperviseOptions;
  /** Aborted once everything is to end. */
  readonly stopping: AbortSignal;
  /** Aborted when what still drains is to end at once. */
  readonly hurry: AbortSignal;
  /** Each ends one thing; called one after the other in the reverse order of the starts. */
  readonly closers: (() => Promise<unknown>)[];
  /** Prints a line for the person at the console. */
  report(line: string): void;
  /** Ends everything because of an error that a restart doesn't mend. */
  fail(error: unknown): void;
}
