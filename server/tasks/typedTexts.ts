/** What was typed into runs, on its way to their workers. */
import type { Store } from '../store/store.ts';

export interface TypedText {
  id: number;
  taskId: string;
  text: string;
}

/** What waits for the runs that this worker holds, in the order in which it was typed. */
export function readTypedTexts(store: Store, workerId: string): Promise<TypedText[]> {
  return store.query<TypedText>(
    `select i.id, i.task_id as taskId, i.text from run_inputs i
      join tasks t on t.id = i.task_id and t.run_number = i.run where t.worker_id = ? order by i.id`,
    [workerId],
  );
}

/** Nobody needs to read them again: they may hold secrets. */
export async function forgetTypedTexts(store: Store, ids: readonly number[]): Promise<void> {
  await store.change({ sql: 'delete from run_inputs where id in (?)', values: [ids] });
}
