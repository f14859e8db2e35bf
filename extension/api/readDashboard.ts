/** Everything that the dashboard shows, read at once. */
import type { DashboardChoice, DashboardData } from '#shared/dashboardIpc.ts';
import type { RestClient } from './restClient.ts';

/** The server adds up what runs cost by these periods; a longer choice is shown with the costs of a month. */
const WEEK_DAYS = 7;
const MONTH_DAYS = 30;

export async function readDashboard(client: RestClient, choice: DashboardChoice): Promise<DashboardData> {
  const costDays = choice.days <= WEEK_DAYS ? WEEK_DAYS : MONTH_DAYS;
  const [metrics, performance, errors, queues, workers, schedules, dead, statistics] = await Promise.all([
    client.taskMetrics(),
    client.performance(choice),
    client.errorStatistics(choice.days),
    client.listQueues(),
    client.listWorkers(),
    client.listSchedules(),
    client.listDeadLetters(),
    client.taskStatistics(costDays === WEEK_DAYS ? 'week' : 'month'),
  ]);
  return {
    server: client.access.url,
    at: metrics.at,
    metrics,
    performance,
    errors,
    queues,
    workers,
    schedules,
    deadLetters: dead.items,
    deadLettersTotal: dead.total,
    costs: { ...statistics.cost, days: costDays },
  };
}
