import { describe, expect, test } from 'vitest';
import { taskReport, waitInWords } from '../../../../server/cli/taskReport.ts';
import { plain } from '../../../../server/cli/terminal.ts';
import type { RunWire } from '../../../../shared/task.ts';
import type { TaskState } from '../../../../shared/taskState.ts';
import { aTask, NOW } from './aTask.ts';

const options = { now: NOW, width: 80, paint: plain };
const reportOf = (task = aTask()) => taskReport(task, options).join('\n');

describe('the report of a task', () => {
  test('tells its state, what went wrong, what to do and what it used', () => {
    const report = reportOf();
    expect(report).toMatch(/^build {2}failure\n/);
    expect(report).toMatch(/^Error +CommandFailed: the command exited with code 2$/m);
    expect(report).toMatch(/^Advice +Look at the end of the log\.$/m);
    expect(report).toMatch(/^Exit code +2$/m);
    expect(report).toMatch(/^Memory +3\.0 MiB at most$/m);
    expect(report).toMatch(/^CPU +98 % of one core at most$/m);
    expect(report).toMatch(/^Priority +5, counts as 6 \(type normal, queue normal\)$/m);
    expect(report).toMatch(/^Command +make -j 'all the things'$/m);
  });

  test('has a timeline and the runs', () => {
    const report = reportOf();
    expect(report).toMatch(
      /^Timeline\n.* pending +submitted \(ann\)\n.* \+1m00s +failure +x \(worker, run 1\)$/m,
    );
    expect(report).toMatch(/^Runs\n {2}1\. failure, ran 1\.5 s, exit code 2, 3\.0 MiB, CPU 98 %, on box/m);
  });

  test('tells the time that a run was at work apart from the time that it waited', () => {
    const move = (to: TaskState, at: string) => ({
      ...{ from: 'running' as const, to, at: `2026-03-01T11:58:${at}.000Z` },
      ...{ run: 1, actor: 'worker', reason: 'x' },
    });
    const history = [move('running', '00'), move('waiting_confirmation', '10'), move('running', '40')];
    const run = { ...aTask().runs[0], started_at: '2026-03-01T11:58:00.000Z', ended_at: null };
    const live = aTask({
      status: 'running',
      duration: null,
      completed_at: null,
      history,
      runs: [run as RunWire],
    });
    expect(reportOf(live)).toMatch(/^Times +ran 1 min 30 s, waited 30 s for people \(timeout 1h00m\)$/m);
    const over = aTask({ started_at: '2026-03-01T11:58:00.500Z', duration: 1.2 });
    expect(reportOf(over)).toMatch(/^Times +ran 1\.2 s, waited 58 s for people/m);
    expect(reportOf(over)).toMatch(/1\. failure, ran 1\.2 s, waited 58 s for people, exit code 2/);
  });

  test('leaves out what there is not', () => {
    const task = aTask({
      status: 'pending',
      runs: [],
      error_class: null,
      exit_code: null,
      advice: null,
      tags: {},
    });
    expect(reportOf(task)).not.toMatch(/^(Error|Exit code|Advice|Runs|Tags|Waiting|Signal)/m);
  });

  test('names variables without their values', () => {
    expect(reportOf()).toMatch(/^Env +API_KEY$/m);
    expect(reportOf()).not.toContain('hidden-value');
  });

  test('wraps long words of the server under their label', () => {
    const report = reportOf(aTask({ advice: 'word '.repeat(40).trim() }));
    const lines = report.split('\n').filter((line) => line.includes('word word'));
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    expect(lines[1]).toMatch(/^ {11}word/);
  });

  test('lets no name steer the terminal', () => {
    expect(reportOf(aTask({ name: 'x\u001b[2Jy', error_message: 'a\u001b]0;t\u0007b' }))).not.toContain(
      '\u001b',
    );
  });
});

test('a wait is told with its place and when it goes on', () => {
  const blocked = {
    reason: 'capacity',
    detail: 'waits for a free slot',
    position: 3,
    next_try_at: null,
  } as const;
  expect(waitInWords(blocked, NOW)).toBe('waits for a free slot (capacity); place 3 in the line');
  const later = { ...blocked, position: null, next_try_at: '2026-03-01T12:01:30.000Z' };
  expect(waitInWords(later, NOW)).toMatch(/^waits for a free slot \(capacity\); goes on at .*, in 1m30s$/);
});
