import type { DashboardData } from '#shared/dashboardIpc.ts';
import { t } from '#shared/l10n.ts';
import { overallRate } from '../series.ts';
import { count, percent } from '../words.ts';

/** The figures that a look is for. */
export function Overview({
  data: { metrics, performance, workers, deadLettersTotal },
}: {
  data: DashboardData;
}) {
  const waiting = Object.values(metrics.queue_lengths).reduce((sum, length) => sum + length, 0);
  const live = workers.filter(({ status }) => status === 'live');
  const slots = live.reduce((sum, worker) => sum + worker.slots, 0);
  const taken = live.reduce((sum, { active, held }) => sum + active - held, 0);
  const { completed, failed, cancelled } = metrics.daily_stats;
  const figures: [string, string, string][] = [
    [t('Active'), count(metrics.active_tasks), t('{0} of {1} slots taken', count(taken), count(slots))],
    [t('Waiting'), count(waiting + metrics.reserved_tasks), t('could run now')],
    [t('Succeeded today'), count(completed), t('{0} failed, {1} cancelled', count(failed), count(cancelled))],
    [t('Success rate'), percent(overallRate(performance)), t('in {0} days', performance.items.length)],
    [t('Workers'), count(live.length), live.length === 0 ? t('nothing can run') : t('live')],
    [t('Dead letters'), count(deadLettersTotal), t('failed for good')],
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
