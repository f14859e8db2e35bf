/** Schedules as lines of a table. */
import type { Schedule } from '#shared/schedule.ts';
import { oneLine } from './displayText.ts';
import { formatTime } from './formatQuantity.ts';
import { plainTable } from './plainTable.ts';
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
  const problems = schedules.flatMap(({ id, last_error }) =>
    last_error === null ? [] : [paint('red', `${id} was disabled: ${oneLine(last_error)}`)],
  );
  return [...plainTable(heads, rows, paint), ...problems];
}
