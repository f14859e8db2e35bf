/**
 * Changes of tasks whose rows are known, without reading them under a lock: the whole transaction, with its commit, is
 * one trip. Each row has to be of the version that is known, so nobody has changed it; nothing is committed otherwise.
 */
import { isFinal } from '#shared/taskState.ts';
import { expectAll, found, isUnexpected, matched, nothing } from '../store/expectations.ts';
import type { Statement } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import type { Applied, Change } from './change.ts';
import { Conditions } from './conditions.ts';
import type { KnownTask } from './knownTask.ts';
import type { LockedTask } from './lockedTask.ts';
import { isAwaited } from './releaseDependents.ts';
import { checkRows, TransitionBatch } from './transitionBatch.ts';

type KnownChange = Change & { known: KnownTask };

/** @returns undefined if the rows have to be read; then nothing is written. */
export async function applyInOneTrip(
  store: Store,
  changes: readonly Change[],
): Promise<Applied[] | undefined> {
  if (!changes.every(isKnown)) return undefined;
  const tasks = new Map(changes.map(({ taskId, known }) => [taskId, known.task as LockedTask]));
  const before = [...tasks.values()];
  const batch = new TransitionBatch(new Map(), { rowsAre: 'known' });
  const applied: Applied[] = [];
  for (const change of changes) {
    const done = batch.add(tasks, change);
    // Who declines by what is known may not by what there is.
    if (!done || (isFinal(done.status) && change.known.awaited)) return undefined;
    applied.push(done);
  }
  const ended = applied.filter(({ status }) => isFinal(status)).map(({ task }) => task.id);
  const { tasks: rows, behind } = batch.finished();
  // Looked at behind the last of the rows, which are locked by then.
  const expected = [...conditionsOf(changes), ...pausesOf(before), ...waitersOf(ended)];
  const guarded = rows.flatMap((each, index) => [
    each,
    expectAll([matched(each.rows), ...(index === rows.length - 1 ? expected : [])]),
  ]);
  const statements = [...guarded, ...behind];
  try {
    await store.transaction(async (transaction) =>
      checkRows(statements, await transaction.runAndCommit(statements)),
    );
  } catch (error) {
    for (const { known } of changes) known.forget();
    if (isUnexpected(error)) return undefined;
    throw error;
  }
  for (const { taskId, known } of changes) known.set(tasks.get(taskId), known.awaited);
  return applied;
}

function isKnown(change: Change): change is KnownChange {
  return change.known?.task !== undefined;
}

function conditionsOf(changes: readonly Change[]): Statement[] {
  return new Conditions(changes).statements.map(found);
}

/** Whether its queue is paused matters to what is claimed, and is no part of a task's version. */
function pausesOf(tasks: readonly LockedTask[]): Statement[] {
  const queues = new Set(tasks.filter(({ status }) => status === 'received').map(({ queue }) => queue));
  if (queues.size === 0) return [];
  const sql = `select 1 from limits where scope = 'queue' and name in (?) and paused = 1`;
  return [nothing({ sql, values: [[...queues]] })];
}

/** Nor is who waits for its end. Whoever comes to do so locks its row before. */
function waitersOf(ended: readonly string[]): Statement[] {
  return ended.length > 0 ? [nothing(isAwaited(ended))] : [];
}
