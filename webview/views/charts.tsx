import { t } from '#shared/l10n.ts';
import type { Performance } from '#shared/statistics.ts';
import { Chart } from '../chart.tsx';
import { seriesOf } from '../series.ts';
import { count, duration, percent } from '../words.ts';

const GREEN = 'vscode-charts-green';
const RED = 'vscode-charts-red';
const BLUE = 'vscode-charts-blue';
const PURPLE = 'vscode-charts-purple';

const whole = (value: number) => (Number.isInteger(value) ? count(value) : '');

export function Charts({ performance }: { performance: Performance }) {
  const { days, succeeded, failed, successRate, p50, p95 } = seriesOf(performance);
  // All bars stand on the ground: the failed ones before those of all.
  const all = succeeded.map((value, index) => value + (failed[index] ?? 0));
  return (
    <div class="charts">
      <Chart
        title={t('Tasks ended a day')}
        days={days}
        shown={whole}
        lines={[
          { name: t('All'), color: GREEN, values: all, bars: true },
          { name: t('Failed'), color: RED, values: failed, bars: true },
        ]}
      />
      <Chart
        title={t('Success rate')}
        days={days}
        shown={(value) => percent(value / 100)}
        max={100}
        lines={[{ name: t('Succeeded'), color: GREEN, values: successRate }]}
      />
      <Chart
        title={t('Running time')}
        days={days}
        shown={duration}
        lines={[
          { name: t('Half took at most'), color: BLUE, values: p50 },
          { name: t('95% took at most'), color: PURPLE, values: p95 },
        ]}
      />
    </div>
  );
}
