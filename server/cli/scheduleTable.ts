/** Schedules as lines of a table. */
import type { Schedule } from '#shared/schedule.ts';
import { oneLine, padToWidth } from './displayText.ts';
import { formatTime } from './formatQuantity.ts';
import type { Paint } from './terminal.ts';

const heads = ['ID', 'NAME', 'PROJECT', 'TIMES', 'NEXT', 'LAST'];

export function scheduleTable(schedules: readonly Schedule[], paint: Paint): string[] {
  const rows = schedules.map((each) => [
    each.id,
    oneLine(each.name),
    each.project_id,
    `${each.cron} ${each.timezone}`,
    each.next_fire_at ? formatTime(each.next_fire_at) : 'disabled',
    each.last_outcome ?? '-',
  ]);
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => padToWidth(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const problems = schedules.flatMap(({ id, last_error }) =>
    last_error === null ? [] : [paint('red', `${id} was disabled: ${oneLine(last_error)}`)],
  );
  return [paint('dim', line(heads)), ...rows.map(line), ...problems];
}
