import { TOTAL_COUNTED_MAX } from '#shared/api.ts';
import { type Tier, tierOf, tiers } from '#shared/priority.ts';
import { SYSTEM_PROJECT } from '#shared/project.ts';
import type { TaskMetrics } from '#shared/statistics.ts';
import { isDispatchable, statesWhere, type TaskState } from '#shared/taskState.ts';
import type { Store } from '../store/store.ts';
import { dayOf } from './counterTimes.ts';

const active: readonly TaskState[] = ['running', 'paused', 'waiting_confirmation'];
const reserved: readonly TaskState[] = ['received', 'started'];
const priorities = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** How busy the installation is. Its work is bounded, however many tasks there are. */
export async function readTaskMetrics(store: Store): Promise<TaskMetrics> {
  const at = new Date();
  const [byStatus, admitted, backlog, ended] = await Promise.all([
    store.query<{ status: TaskState; tasks: number }>(
      'select status, count(*) as tasks from tasks where status in (?) and project_id <> ? group by status',
      [[...active, ...reserved], SYSTEM_PROJECT],
    ),
    store.query<{ queue: string; tasks: number }>(
      `select queue, count(*) as tasks from tasks where status = 'received' group by queue`,
    ),
    readBacklog(store, at),
    readEnded(store, at),
  ]);
  const count = (states: readonly TaskState[]) =>
    byStatus.reduce((sum, { status, tasks }) => sum + (states.includes(status) ? Number(tasks) : 0), 0);
  const lengths: Record<string, number> = Object.fromEntries(tiers.map((tier) => [tier, 0]));
  for (const { queue, tasks } of [...admitted, ...backlog]) {
    lengths[queue] = (lengths[queue] ?? 0) + Number(tasks);
  }
  return {
    active_tasks: count(active),
    reserved_tasks: count(reserved),
    queue_lengths: lengths,
    daily_stats: ended,
    at: at.toISOString(),
  };
}

/** What is due and not admitted yet, by the tier that its priority leads to. */
async function readBacklog(store: Store, now: Date): Promise<{ queue: Tier; tasks: number }[]> {
  const parts = statesWhere(isDispatchable).flatMap((status) =>
    priorities.map((priority) => ({
      sql: `(select ? as priority, count(*) as tasks from (select 1 from tasks
        where status = ? and effective_priority = ? and ready_at <= ? limit ?) as due)`,
      values: [priority, status, priority, now, TOTAL_COUNTED_MAX],
    })),
  );
  const rows = await store.query<{ priority: number; tasks: number }>(
    parts.map(({ sql }) => sql).join(' union all '),
    parts.flatMap(({ values }) => values),
  );
  return rows.map(({ priority, tasks }) => ({ queue: tierOf(Number(priority)), tasks }));
}

async function readEnded(store: Store, now: Date): Promise<TaskMetrics['daily_stats']> {
  const rows = await store.query<{ status: TaskState; ended: string }>(
    `select status, sum(ended) as ended from task_counters where grain = 'day' and starts_at = ? group by status`,
    [dayOf(now)],
  );
  const of = (...states: TaskState[]) =>
    rows.reduce((sum, { status, ended }) => sum + (states.includes(status) ? Number(ended) : 0), 0);
  const [completed, failed, cancelled] = [of('success'), of('failure', 'timeout'), of('revoked')];
  return { completed, failed, cancelled, total: completed + failed + cancelled };
}
