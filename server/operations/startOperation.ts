import { randomUUID } from 'node:crypto';
import type { NewOperation, OperationFilter } from '#shared/operation.ts';
import { hasLiveRun, isDispatchable, statesWhere } from '#shared/taskState.ts';
import { insertRows } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import type { Caller } from '../tasks/submitTask.ts';

/** What is taken where the filter names no status. */
const takenByDefault: Readonly<Record<NewOperation['action'], OperationFilter['status']>> = {
  cancel: statesWhere((state) => isDispatchable(state) || hasLiveRun(state) || state === 'received'),
  retry: ['failure'],
  redrive: ['failure'],
};

/** Stores it; see `OperationRunner` for who does it. @returns its id. */
export async function startOperation(
  store: Store,
  { action, filter }: NewOperation,
  caller: Caller,
): Promise<string> {
  const at = new Date();
  const row = {
    id: randomUUID(),
    action,
    filter: { ...filter, status: filter.status ?? takenByDefault[action] },
    userId: caller.userId,
    status: 'pending',
    ...{ total: 0, done: 0, succeeded: 0, skipped: 0, failed: 0, afterId: '' },
    createdAt: at,
    updatedAt: at,
  };
  await store.change(insertRows('operations', [row]));
  return row.id;
}
