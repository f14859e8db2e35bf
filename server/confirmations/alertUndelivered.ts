import type { AlertRaised } from '#shared/alert.ts';
import { hasLiveRun, statesWhere } from '#shared/taskState.ts';
import { updateWhere } from '../store/sql.ts';
import type { Store } from '../store/store.ts';

/** A worker compares with the store every 3 s: an answer that its run doesn't have by now doesn't get through. */
const UNDELIVERED_MS = 10_000;
const FOUND_MAX = 100;

interface Undelivered {
  id: string;
  task_id: string;
  project_id: string;
  name: string;
  title: string;
}

/**
 * Answers that don't reach their live runs. Those of lost runs wait for the next run, and are nobody's worry.
 * @returns an alert for each, once, whoever looks.
 */
export async function alertUndelivered(store: Store, now = new Date()): Promise<AlertRaised[]> {
  const rows = await store.query<Undelivered>(
    `select c.id, c.task_id, c.project_id, t.name, c.title from confirmations c join tasks t on t.id = c.task_id
      where c.delivered_at is null and c.status in ('allowed', 'denied') and c.alerted_at is null
        and c.answered_at < ? and c.run = t.run_number and t.status in (?) limit ?`,
    [new Date(now.getTime() - UNDELIVERED_MS), statesWhere(hasLiveRun), FOUND_MAX],
  );
  const alerts: AlertRaised[] = [];
  for (const row of rows) {
    const mark = updateWhere('confirmations', { alertedAt: now }, 'id = ? and alerted_at is null', [row.id]);
    if ((await store.change(mark)) === 1) alerts.push(alertOf(row, now));
  }
  return alerts;
}

function alertOf({ id, task_id, project_id, name, title }: Undelivered, now: Date): AlertRaised {
  return {
    type: 'alert.raised',
    alert_type: 'undelivered_confirmation',
    severity: 'error',
    task_id,
    project_id,
    message: `The answer to “${title.slice(0, 200)}” (${id}) doesn’t reach the run of ${name}. Is its worker overloaded or stopped?`,
    at: now.toISOString(),
  };
}
