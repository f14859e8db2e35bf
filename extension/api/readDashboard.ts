/** Everything that the dashboard shows, read at once. */
import type { Cost, DashboardChoice, DashboardData } from '#shared/dashboardIpc.ts';
import type { TaskSummary } from '#shared/task.ts';
import type { RestClient } from './restClient.ts';

const COSTS_SHOWN = 8;

export async function readDashboard(client: RestClient, choice: DashboardChoice): Promise<DashboardData> {
  const [metrics, performance, errors, queues, workers, schedules, dead, claude] = await Promise.all([
    client.taskMetrics(),
    client.performance(choice),
    client.errorStatistics(choice.days),
    client.listQueues(),
    client.listWorkers(),
    client.listSchedules(),
    client.listDeadLetters(),
    client.listTasks('kind=claude&sort=-updated_at&limit=500'),
  ]);
  return {
    server: client.access.url,
    at: new Date().toISOString(),
    metrics,
    performance,
    errors,
    queues,
    workers,
    schedules,
    deadLetters: dead.items,
    deadLettersTotal: dead.total,
    costs: {
      tasks: claude.items.length,
      byUser: costsBy(claude.items, ({ user_id }) => user_id),
      byProject: costsBy(claude.items, ({ project_id }) => project_id),
    },
  };
}

/** The dearest first. */
export function costsBy(tasks: readonly TaskSummary[], nameOf: (task: TaskSummary) => string): Cost[] {
  const sums = new Map<string, Cost>();
  for (const task of tasks) {
    if (!task.total_cost_usd) continue;
    const name = nameOf(task);
    const sum = sums.get(name) ?? { name, tasks: 0, usd: 0 };
    sums.set(name, { name, tasks: sum.tasks + 1, usd: sum.usd + task.total_cost_usd });
  }
  return [...sums.values()].sort((one, other) => other.usd - one.usd).slice(0, COSTS_SHOWN);
}
