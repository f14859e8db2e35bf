/** Tasks as an aligned table. */

import { waitedSeconds } from '#shared/runTimes.ts';
import type { TaskSummary } from '#shared/task.ts';
import { hasLiveRun } from '#shared/taskState.ts';
import { cutToWidth, displayWidth, oneLine, padToWidth } from './displayText.ts';
import { formatAge, formatDuration } from './formatQuantity.ts';
import { statusStyle } from './statusStyle.ts';
import type { Paint } from './terminal.ts';

const GAP = '  ';
/** A name shorter than this says nothing; on a terminal so narrow lines rather break. */
const NAME_WIDTH_MIN = 8;
const numeric = new Set(['AGE', 'RAN', 'WAITED']);

export interface TableOptions {
  now: Date;
  /** Columns; only names are cut, so that ids can be copied. */
  width: number;
  paint: Paint;
}

/** A heading and one line for each task. */
export function taskTable(tasks: readonly TaskSummary[], { now, width, paint }: TableOptions): string[] {
  // Most lists have nothing that waited for people.
  const waited = tasks.some((task) => waitedSeconds(task) > 0);
  const headings = ['ID', 'STATUS', 'AGE', 'RAN', ...(waited ? ['WAITED'] : []), 'NAME'];
  const rows = tasks.map((task) => [
    task.id,
    task.status,
    formatAge(task.created_at, now),
    ranInShort(task, now),
    ...(waited ? [inShort(waitedSeconds(task))] : []),
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

/** Of the latest run; of one that goes on, since it began. Empty before the first, and while it is held up. */
function ranInShort({ status, started_at, duration }: TaskSummary, now: Date): string {
  if (hasLiveRun(status) && started_at !== null) {
    const held = status === 'paused' || status === 'waiting_confirmation';
    return held ? '' : inShort((now.getTime() - Date.parse(started_at)) / 1000);
  }
  return duration === null ? '' : inShort(duration);
}

/** Whole seconds are cut as everywhere else, so that the same time reads the same. */
function inShort(seconds: number): string {
  return seconds === 0 ? '' : formatDuration(seconds < 10 ? seconds : Math.floor(seconds));
}
