import { isFinal, statesWhere } from '#shared/taskState.ts';
import type { Store } from '../store/store.ts';

/** A secret that no run took before its task was over has nobody left to go to. */
export async function forgetSecrets(store: Store): Promise<void> {
  await store.change({
    sql: `update confirmations c join tasks t on t.id = c.task_id set c.answer_text = null
      where c.delivered_at is null and c.status = 'allowed' and c.secret = 1 and c.answer_text is not null
        and t.status in (?)`,
    values: [statesWhere(isFinal)],
  });
}
