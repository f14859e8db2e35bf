import type { SwitchyardEvent } from '#shared/events.ts';
import type { Progress } from '#shared/task.ts';
import type { Store } from '../store/store.ts';
import type { Claim } from './claimRun.ts';

/**
 * Writes how far a run is. No change of state: it has no row in the history, and raises no version.
 * @returns the event, or undefined if the run is no longer the worker's; then nothing is written.
 */
export async function storeProgress(
  store: Store,
  { taskId, epoch }: Claim,
  progress: Progress,
): Promise<SwitchyardEvent | undefined> {
  const [, rows] = await store.transaction((transaction) =>
    transaction.runAndCommit([
      {
        sql: 'update tasks set progress = ? where id = ? and epoch = ?',
        values: [JSON.stringify(progress), taskId, epoch],
      },
      { sql: 'select project_id, version from tasks where id = ? and epoch = ?', values: [taskId, epoch] },
    ]),
  );
  const [task] = rows as { project_id: string; version: number }[];
  if (!task) return undefined;
  const at = progress.updated_at ?? new Date().toISOString();
  return { type: 'task.progress', task_id: taskId, ...task, at, progress };
}
