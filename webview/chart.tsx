import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { t } from '#shared/l10n.ts';
import { onThemeChange, themeColor } from './theme.ts';
import { NOTHING, shortDay } from './words.ts';

export interface Line {
  name: string;
  /** A variable of VS Code's themes, without its dashes. */
  color: string;
  values: (number | null)[];
  bars?: boolean;
}

interface ChartProps {
  title: string;
  days: string[];
  lines: Line[];
  shown: (value: number) => string;
  /** The top of the scale, if it is always the same. */
  max?: number;
}

const HEIGHT = 180;

/** A chart with its figures as a table, for who can't see the one or wants the other. */
export function Chart({ title, days, lines, shown, max }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let plot: uPlot | undefined;
    const draw = () => {
      plot?.destroy();
      plot = new uPlot(options(lines, shown, max, element.clientWidth), data(days, lines), element);
    };
    draw();
    const resized = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    const endTheme = onThemeChange(draw);
    return () => {
      endTheme();
      resized.disconnect();
      plot?.destroy();
    };
  }, [JSON.stringify([days, lines])]);
  return (
    <figure>
      <figcaption>
        {title}
        {lines.map(({ name, color }) => (
          <span key={name} class={`key ${color}`}>
            {name}
          </span>
        ))}
      </figcaption>
      <div
        ref={place}
        class="chart"
        role="img"
        aria-label={t('{0}: the figures are in the table below.', title)}
      />
      <details>
        <summary>{t('Figures')}</summary>
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('Day (UTC)')}</th>
                {lines.map(({ name }) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {days.map((day, index) => (
                <tr key={day}>
                  <th scope="row">{shortDay(day)}</th>
                  {lines.map(({ name, values }) => (
                    <td key={name}>{figure(values[index], shown)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

const figure = (value: number | null | undefined, shown: (value: number) => string) =>
  value === null || value === undefined ? NOTHING : shown(value);

function data(days: string[], lines: Line[]): uPlot.AlignedData {
  return [days.map((day) => Date.parse(day) / 1000), ...lines.map(({ values }) => values)];
}

function options(
  lines: Line[],
  shown: (value: number) => string,
  max: number | undefined,
  width: number,
): uPlot.Options {
  const axis = {
    stroke: themeColor('vscode-foreground'),
    grid: { stroke: themeColor('vscode-editorIndentGuide-background', 'vscode-panel-border'), width: 1 },
    ticks: { show: false },
    font: '12px sans-serif',
  };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    // Half a day at both ends, so that the bars of the first and the last are whole.
    scales: {
      x: { time: true, range: (_, min, last) => [min - 43_200, last + 43_200] },
      y: { range: (_, __, most) => [0, max ?? Math.max(1, most * 1.1)] },
    },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'UTC'),
    axes: [
      {
        ...axis,
        size: 32,
        incrs: [86_400, 172_800, 432_000],
        values: (_, times) => times.map((seconds) => shortDay(seconds * 1000)),
      },
      { ...axis, size: 64, values: (_, values) => values.map(shown) },
    ],
    series: [
      {},
      ...lines.map(({ name, color, bars }) => ({
        label: name,
        stroke: themeColor(color),
        // A bar of nothing has no edge either.
        width: bars ? 0 : 2,
        ...(bars && {
          points: { show: false },
          fill: themeColor(color),
          paths: uPlot.paths.bars?.({ size: [0.6, 40] }) as never,
        }),
        ...(!bars && { points: { show: true, size: 6, fill: themeColor(color) } }),
      })),
    ],
  };
}
