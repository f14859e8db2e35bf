/** Works an operation off: a portion of tasks and its place after them are one transaction. */
import { hasLiveRun } from '#shared/taskState.ts';
import { DB_NOW, dateFromColumn, type Statement } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { cancellation } from '../tasks/cancelTask.ts';
import type { Applied, Change } from '../tasks/change.ts';
import { countMatching, type Matching, nextMatching } from '../tasks/matchingTasks.ts';
import { type RetryDeps, retryChanges } from '../tasks/retryTask.ts';
import { filterOf, findOperation, type OperationColumns } from './operationRow.ts';

const TASKS_PER_PORTION = 200;
/** Renewed with every portion, which takes well under a second. */
const OPERATION_LEASE_MS = 15_000;
export const leaseEnd = `${DB_NOW} + interval ${OPERATION_LEASE_MS * 1000} microsecond`;

export type OperationDeps = RetryDeps;

/**
 * Runs until it is over, aborted, or `signal` stops this process; then another process goes on where this one was.
 * @param holder this process, which has taken the operation's lease.
 */
export async function runOperation(
  deps: OperationDeps,
  id: string,
  holder: string,
  signal: AbortSignal,
): Promise<void> {
  const begun = await findOperation(deps.store, id);
  const matching: Matching = {
    filter: filterOf(begun),
    userId: begun.user_id,
    createdUntil: dateFromColumn(begun.created_at),
  };
  if (begun.after_id === '') {
    const total = await countMatching(deps.store, matching);
    await deps.store.change({
      sql: `update operations set total = ?, lease_until = ${leaseEnd} where id = ? and holder = ?`,
      values: [total, id, holder],
    });
  }
  while (!signal.aborted) {
    const operation = await findOperation(deps.store, id);
    if (operation.holder !== holder) return;
    if (operation.abort_requested_at !== null) return finish(deps.store, operation, 'aborted');
    const from = { after: operation.after_id, limit: TASKS_PER_PORTION };
    const ids = await nextMatching(deps.store, matching, from);
    if (ids.length === 0) return finish(deps.store, operation, 'completed');
    await workOff(deps, operation, ids);
  }
}

/** One task that can't be changed must not fail its neighbours. */
async function workOff(deps: OperationDeps, operation: OperationColumns, ids: string[]): Promise<void> {
  try {
    announce(deps, await apply(deps, operation, ids));
  } catch (error) {
    // Only a failure that comes back for the task alone is the task's own.
    const [id = ''] = ids;
    if (ids.length > 1) return workOff(deps, operation, [id]);
    const passed = await deps.store.change(advance(operation, id, { failed: 1 }));
    if (passed !== 1) throw error;
  }
}

async function apply(deps: OperationDeps, operation: OperationColumns, ids: string[]) {
  const changes = await changesOf(deps, operation, ids);
  return deps.transitions.applyAll(changes, (applied) => {
    const succeeded = applied.filter((each) => each !== undefined).length;
    return advance(operation, ids.at(-1) ?? '', { succeeded, skipped: ids.length - succeeded });
  });
}

async function changesOf(
  deps: OperationDeps,
  { action, user_id, id: operationId }: OperationColumns,
  taskIds: string[],
): Promise<Change[]> {
  if (action === 'cancel') return taskIds.map((taskId) => cancellation(taskId, user_id));
  const reason = action === 'redrive' ? 'redriven' : 'retried by hand';
  return retryChanges(deps, taskIds, user_id, `${reason}, by operation ${operationId}`);
}

/** Matches no row where another process has gone on already. */
function advance(
  { id, after_id, holder }: OperationColumns,
  to: string,
  { succeeded = 0, skipped = 0, failed = 0 }: { succeeded?: number; skipped?: number; failed?: number },
): Statement {
  return {
    sql: `update operations set after_id = ?, succeeded = succeeded + ?, skipped = skipped + ?,
        failed = failed + ?, done = done + ?, total = greatest(total, done), updated_at = ?,
        lease_until = ${leaseEnd}
      where id = ? and holder = ? and after_id = ? and status = 'running'`,
    values: [
      ...[to, succeeded, skipped, failed, succeeded + skipped + failed, new Date()],
      ...[id, holder, after_id],
    ],
  };
}

/** What matched at first and doesn't any more was dealt with by somebody else: it is skipped. */
async function finish(store: Store, { id, holder }: OperationColumns, status: 'completed' | 'aborted') {
  const rest = status === 'completed' ? 'skipped = skipped + total - done, done = total,' : '';
  const at = new Date();
  await store.change({
    sql: `update operations set ${rest} status = ?, updated_at = ?, completed_at = ?, holder = null
      where id = ? and holder = ? and status = 'running'`,
    values: [status, at, at, id, holder],
  });
}

function announce({ signals }: OperationDeps, applied: readonly (Applied | undefined)[]): void {
  let dispatchable = false;
  for (const each of applied) {
    if (!each) continue;
    if (hasLiveRun(each.status)) signals.cancelRequested(each.task.id);
    if (each.status === 'retry') dispatchable = true;
  }
  if (dispatchable) signals.wakeDispatcher();
}
