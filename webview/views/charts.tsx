import type { Performance } from '#shared/statistics.ts';
import { Chart } from '../chart.tsx';
import { seriesOf } from '../series.ts';
import { duration } from '../words.ts';

const GREEN = 'vscode-charts-green';
const RED = 'vscode-charts-red';
const BLUE = 'vscode-charts-blue';
const PURPLE = 'vscode-charts-purple';

const count = (value: number) => (Number.isInteger(value) ? String(value) : '');

export function Charts({ performance }: { performance: Performance }) {
  const { days, succeeded, failed, successRate, p50, p95 } = seriesOf(performance);
  // All bars stand on the ground: the failed ones before those of all.
  const all = succeeded.map((value, index) => value + (failed[index] ?? 0));
  return (
    <div class="charts">
      <Chart
        title="Tasks ended a day"
        days={days}
        shown={count}
        lines={[
          { name: 'All', color: GREEN, values: all, bars: true },
          { name: 'Failed', color: RED, values: failed, bars: true },
        ]}
      />
      <Chart
        title="Success rate"
        days={days}
        shown={(value) => `${Math.round(value)} %`}
        max={100}
        lines={[{ name: 'Succeeded', color: GREEN, values: successRate }]}
      />
      <Chart
        title="Running time"
        days={days}
        shown={duration}
        lines={[
          { name: 'Half took at most', color: BLUE, values: p50 },
          { name: '95 % took at most', color: PURPLE, values: p95 },
        ]}
      />
    </div>
  );
}
