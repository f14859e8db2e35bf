import type { DashboardData } from '#shared/dashboardIpc.ts';
import { overallRate } from '../series.ts';
import { percent } from '../words.ts';

/** The figures that a look is for. */
export function Overview({
  data: { metrics, performance, workers, deadLettersTotal },
}: {
  data: DashboardData;
}) {
  const waiting = Object.values(metrics.queue_lengths).reduce((sum, length) => sum + length, 0);
  const live = workers.filter(({ status }) => status === 'live');
  const slots = live.reduce((sum, worker) => sum + worker.slots, 0);
  const { completed, failed, cancelled } = metrics.daily_stats;
  const figures: [string, string | number, string][] = [
    ['Active', metrics.active_tasks, `of ${slots} slots`],
    ['Waiting', waiting + metrics.reserved_tasks, 'could run now'],
    ['Succeeded today', completed, `${failed} failed, ${cancelled} cancelled`],
    ['Success rate', percent(overallRate(performance)), `in ${performance.items.length} days`],
    ['Workers', live.length, live.length === 0 ? 'nothing can run' : 'live'],
    ['Dead letters', deadLettersTotal, 'failed for good'],
  ];
  return (
    <dl class="figures">
      {figures.map(([name, figure, more]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <strong>{figure}</strong> <span>{more}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
