/**
 * The one place where a task's state changes. A change, its history and its event commit together; what the
 * table of the state machine doesn't allow can't be written; who comes too late changes nothing.
 */
import type { StoredEvent } from '#shared/events.ts';
import type { Store } from '../store/store.ts';
import type { Applied, Change, Closing } from './change.ts';
import { Conditions } from './conditions.ts';
import { GroupCommit } from './groupCommit.ts';
import { lockedTask, lockTasks, type TaskColumns } from './lockedTask.ts';
import { applyInOneTrip } from './oneTrip.ts';
import { type OpenQuestionColumns, openQuestionsByTask, readOpenQuestions } from './openQuestions.ts';
import { parentsFrom, readParents } from './releaseDependents.ts';
import { checkRows, TransitionBatch } from './transitionBatch.ts';

const CHANGES_PER_TRANSACTION = 200;

export interface Transitions {
  /** Resolves to undefined where the task is gone, has moved on, or `decide` declined. */
  apply(change: Change): Promise<Applied | undefined>;
  /** Several changes, one transaction, results in their order. */
  applyAll(changes: Change[], closing?: Closing): Promise<(Applied | undefined)[]>;
}

/** @param onCommitted told of what was done once it is stored; must not throw. */
export function createTransitions(
  store: Store,
  onCommitted: (events: StoredEvent[], applied: readonly Applied[]) => void,
): Transitions {
  const applyAll = async (changes: Change[], closing?: Closing) => {
    if (changes.length === 0) return [];
    const applied =
      (closing ? undefined : await applyInOneTrip(store, changes)) ??
      (await applyInTwoTrips(store, changes, closing));
    const done = applied.filter((each) => each !== undefined);
    onCommitted(
      done.flatMap(({ events }) => events),
      done,
    );
    return applied;
  };
  const group = new GroupCommit((changes: Change[]) => applyAll(changes), CHANGES_PER_TRANSACTION);
  return { apply: (change) => group.submit(change), applyAll };
}

/** One locks and reads the rows, one writes and commits. */
async function applyInTwoTrips(
  store: Store,
  changes: Change[],
  closing: Closing | undefined,
): Promise<(Applied | undefined)[]> {
  const { applied, tasks, parents } = await store.transaction(async (transaction) => {
    const conditions = new Conditions(changes);
    const ids = changes.map(({ taskId }) => taskId);
    const [rows, open, awaited, ...found] = await transaction.run([
      lockTasks(ids),
      readOpenQuestions(ids),
      readParents(ids),
      ...conditions.statements,
    ]);
    const holds = conditions.answered(found);
    const questions = openQuestionsByTask(open as unknown as OpenQuestionColumns[]);
    const tasks = new Map(
      (rows as unknown as TaskColumns[]).map((row) => [row.id, lockedTask(row, questions.get(row.id) ?? [])]),
    );
    const parents = parentsFrom(awaited);
    const batch = new TransitionBatch(parents, { rowsAre: 'locked' });
    const applied = changes.map((change) => (holds(change) ? batch.add(tasks, change) : undefined));
    if (closing) batch.close(closing(applied));
    const { tasks: rowsOfTasks, behind } = batch.finished();
    const statements = [...rowsOfTasks, ...behind];
    if (statements.length > 0) checkRows(statements, await transaction.runAndCommit(statements));
    return { applied, tasks, parents };
  });
  for (const { taskId, known } of changes) known?.set(tasks.get(taskId), parents.has(taskId));
  return applied;
}
