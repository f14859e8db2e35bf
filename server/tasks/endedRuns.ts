import type { Store } from '../store/store.ts';

export interface RunName {
  taskId: string;
  run: number;
}

/** Of these runs the ones that the store knows to be over. */
export async function endedRuns(store: Store, runs: readonly RunName[]): Promise<RunName[]> {
  if (runs.length === 0) return [];
  const rows = await store.query<{ task_id: string; number: number }>(
    'select task_id, number from runs where (task_id, number) in (?) and ended_at is not null',
    [runs.map(({ taskId, run }) => [taskId, run])],
  );
  return rows.map(({ task_id, number }) => ({ taskId: task_id, run: number }));
}
