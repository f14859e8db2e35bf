/** Tasks as an aligned table. */
import type { TaskSummary } from '#shared/task.ts';
import { hasLiveRun } from '#shared/taskState.ts';
import { cutToWidth, displayWidth, oneLine, padToWidth } from './displayText.ts';
import { formatAge, formatDuration } from './formatQuantity.ts';
import { statusStyle } from './statusStyle.ts';
import type { Paint } from './terminal.ts';

const GAP = '  ';
/** A name shorter than this says nothing; on a terminal so narrow lines rather break. */
const NAME_WIDTH_MIN = 8;
const headings = ['ID', 'STATUS', 'AGE', 'TOOK', 'NAME'];
const numeric = new Set(['AGE', 'TOOK']);

export interface TableOptions {
  now: Date;
  /** Columns; only names are cut, so that ids can be copied. */
  width: number;
  paint: Paint;
}

/** A heading and one line for each task. */
export function taskTable(tasks: readonly TaskSummary[], { now, width, paint }: TableOptions): string[] {
  const rows = tasks.map((task) => [
    task.id,
    task.status,
    formatAge(task.created_at, now),
    durationOf(task, now),
    oneLine(task.name),
  ]);
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => displayWidth(row[column] ?? ''))),
  );
  const before = widths.slice(0, -1).reduce((sum, each) => sum + each + GAP.length, 0);
  const nameWidth = Math.max(NAME_WIDTH_MIN, width - before);
  const lineOf = (row: readonly string[]) =>
    row.map((cell, column) => {
      if (column === headings.length - 1) return cutToWidth(cell, nameWidth);
      return padToWidth(cell, widths[column] ?? 0, numeric.has(headings[column] ?? '') ? 'right' : 'left');
    });
  const heading = paint('bold', lineOf(headings).join(GAP));
  const lines = rows.map((row, at) => {
    const [id = '', status = '', ...rest] = lineOf(row);
    const style = statusStyle[tasks[at]?.status ?? 'pending'];
    return [id, paint(style, status), ...rest].join(GAP);
  });
  return [heading, ...lines];
}

/** Of the latest run; of one that goes on, until now. Empty before the first. */
export function durationOf(task: TaskSummary, now: Date): string {
  if (hasLiveRun(task.status) && task.started_at !== null) {
    return formatDuration((now.getTime() - Date.parse(task.started_at)) / 1000);
  }
  return task.duration === null ? '' : formatDuration(task.duration);
}
