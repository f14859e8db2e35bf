import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../../../server/cli/displayText.ts';
import { taskTable } from '../../../../server/cli/taskTable.ts';
import { plain } from '../../../../server/cli/terminal.ts';
import { aTask, NOW } from './aTask.ts';

const tasks = [
  aTask({ name: 'a name that is far too long for a narrow terminal, and ends here' }),
  aTask({
    status: 'running',
    duration: null,
    started_at: '2026-03-01T11:55:00.000Z',
    name: '日本語'.repeat(20),
  }),
  aTask({ status: 'waiting_confirmation', duration: 2 * 3600, name: 'one\ntwo' }),
  aTask({ status: 'pending', duration: null, started_at: null }),
];
const options = { now: NOW, width: 80, paint: plain };

describe('the table', () => {
  test('has its columns one below the other', () => {
    expect(taskTable(tasks.slice(0, 1), { ...options, width: Number.POSITIVE_INFINITY })).toEqual([
      'ID                                    STATUS   AGE   RAN  NAME',
      '019ca000-0000-7000-8000-0123456789ab  failure   2m  1.5s  a name that is far too long for a narrow terminal, and ends here',
    ]);
    const [heading = '', ...lines] = taskTable(tasks, options);
    const namesAt = heading.indexOf('NAME');
    expect(lines.map((line) => line.slice(namesAt - 2, namesAt))).toEqual(['  ', '  ', '  ', '  ']);
    expect(lines.map((line) => line.slice(namesAt, namesAt + 3))).toEqual(['a n', '日本語', 'one', 'bui']);
  });

  test.each([80, 100, 200])('fits into %d columns, with whole ids', (width) => {
    for (const line of taskTable(tasks, { ...options, width }))
      expect(displayWidth(line)).toBeLessThanOrEqual(width);
    expect(taskTable(tasks, { ...options, width })[1]).toContain(tasks[0]?.id);
  });

  test('counts the time of a run that goes on', () => {
    expect(taskTable(tasks, options)[2]).toMatch(/running +2m +5m00s/);
  });

  test('tells in a column of its own what waited for people, and is held up by them', () => {
    const waited = aTask({ started_at: '2026-03-01T11:58:40.000Z', duration: 1.2 });
    const [heading, line, held] = taskTable([waited, ...tasks.slice(2, 3)], options);
    expect(heading).toMatch(/AGE +RAN +WAITED +NAME$/);
    expect(line).toMatch(/failure +2m +1\.2s +19s +build$/);
    expect(held).toMatch(/waiting_confirmation +2m +one/);
  });

  test('paints a status without moving what follows', () => {
    const painted = taskTable(tasks, { ...options, paint: (_style, text) => `<${text}>` });
    expect(painted.map((line) => line.replaceAll(/[<>]/g, ''))).toEqual(taskTable(tasks, options));
  });
});
