import type { Redriven } from '#shared/deadLetter.ts';
import type { TaskState } from '#shared/taskState.ts';
import type { Store } from '../store/store.ts';
import { type RetryDeps, retryChanges } from '../tasks/retryTask.ts';
import type { Caller } from '../tasks/submitTask.ts';

const REDRIVEN_PER_TRANSACTION = 200;

type Item = Redriven['items'][number];

/**
 * Tries failed tasks again, each at once and with a fresh budget of retries; what waits for them waits on. Of several
 * who ask at the same time, one redrives a task and the others are told that it isn't failed.
 */
export async function redrive(
  deps: RetryDeps,
  taskIds: readonly string[],
  caller: Caller,
): Promise<Redriven> {
  const ids = [...new Set(taskIds)];
  const done = new Set<string>();
  for (let at = 0; at < ids.length; at += REDRIVEN_PER_TRANSACTION) {
    const some = ids.slice(at, at + REDRIVEN_PER_TRANSACTION);
    const applied = await deps.transitions.applyAll(
      await retryChanges(deps, some, caller.userId, 'redriven'),
    );
    for (const each of applied) if (each) done.add(each.task.id);
  }
  if (done.size > 0) deps.signals.wakeDispatcher();
  const others = await statesOf(
    deps.store,
    ids.filter((id) => !done.has(id)),
  );
  const items = ids.map((id): Item => {
    if (done.has(id)) {
      return { task_id: id, outcome: 'redriven', status: 'retry', detail: 'is tried again' };
    }
    const status = others.get(id) ?? null;
    if (status === null)
      return { task_id: id, outcome: 'not_found', status, detail: 'there is no such task' };
    return { task_id: id, outcome: 'not_failed', status, detail: `is ${status}: only a failure is redriven` };
  });
  return { redriven: done.size, items };
}

async function statesOf(store: Store, ids: readonly string[]): Promise<ReadonlyMap<string, TaskState>> {
  if (ids.length === 0) return new Map();
  const rows = await store.query<{ id: string; status: TaskState }>(
    'select id, status from tasks where id in (?)',
    [ids],
  );
  return new Map(rows.map(({ id, status }) => [id, status]));
}
