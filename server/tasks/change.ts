/** What may be done to a task, and what was done. */
import type { StoredEvent } from '#shared/events.ts';
import type { TaskState } from '#shared/taskState.ts';
import type { Columns, Statement } from '../store/sql.ts';
import type { KnownTask } from './knownTask.ts';
import type { LockedTask } from './lockedTask.ts';
import type { QuestionChange } from './openQuestions.ts';
import type { Failed } from './recordEnd.ts';

export interface Decision {
  /** The states to pass through, without the present one; empty when only columns change. */
  path: readonly TaskState[];
  columns?: Columns;
  /** Makes every write of the run so far come too late. */
  raiseEpoch?: boolean;
  /** The run that begins with it: its row. */
  newRun?: Columns;
  /** What it makes of its run's row. */
  runColumns?: Columns;
  /** Written in the same transaction, behind the task's and the run's rows. */
  also?: Statement[];
  actor: string;
  reason: string;
  run?: number;
  /** What happens to the task's questions in the same transaction; their rows are written by `also`. */
  questions?: readonly QuestionChange[];
  /** The run ends, and the next one may ask the same: what nobody has answered stays open. */
  keepsQuestions?: boolean;
}

export interface Change {
  taskId: string;
  /** The epoch that the caller's right rests on; with another one in the row nothing happens. */
  epoch?: number;
  /** Its row as the caller knows it: then it needn't be read first. Afterwards, as it was written or found. */
  known?: KnownTask;
  /** A `select` that has to find a row, in the same transaction; without one nothing happens. */
  onlyIf?: Statement;
  /**
   * Undefined: nothing to change any more. Must have no effects: it is called again if the transaction has to be
   * repeated, and before that perhaps with a known row that is out of date.
   */
  decide(task: LockedTask): Decision | undefined;
}

/** What was done. `task` is the row before it. */
export interface Applied {
  task: LockedTask;
  status: TaskState;
  version: number;
  epoch: number;
  events: StoredEvent[];
  /** Why it failed for good, if it did. */
  failed: Failed | undefined;
}

/**
 * A last statement of the transaction, written also where nothing was applied. It has to match a row; otherwise it
 * throws, and nothing is written.
 */
export type Closing = (applied: readonly (Applied | undefined)[]) => Statement;
