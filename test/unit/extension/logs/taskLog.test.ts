import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { RestClient } from '../../../../extension/api/restClient.ts';
import { TaskLog } from '../../../../extension/logs/taskLog.ts';
import type { BlockedOn } from '../../../../shared/task.ts';
import { fakeServer, sendJson } from '../../../support/fakeServer.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

const LAST = 1000;
const task = taskSummary({ status: 'success', duration: 12 });
const lineOf = (seq: number) => ({
  seq,
  at: '2026-01-01T10:00:00.000Z',
  run: 1,
  stream: 'stdout',
  text: `line ${seq}`,
});

/** The log of a task that is over, with a thousand lines. */
async function followed(linesMax: number, read = task, sent: number[] = []): Promise<TaskLog> {
  const { url } = await fakeServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    if (!pathname.endsWith('/logs')) {
      const more = { stdout: '', stderr: '', result: null, traceback: null, history: [], runs: [] };
      return sendJson(response, 200, { ...read, ...more });
    }
    const tail = searchParams.get('tail');
    const after = tail === null ? Number(searchParams.get('after')) : LAST - Number(tail);
    const count = searchParams.get('follow') === 'true' ? LAST : Number(tail ?? searchParams.get('limit'));
    const seqs = Array.from(
      { length: Math.min(count, Math.max(0, LAST - after)) },
      (_, index) => after + 1 + index,
    );
    const lines = seqs.map(lineOf);
    sent.push(lines.length);
    if (searchParams.get('follow') === 'true')
      return response.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return sendJson(response, 200, {
      lines,
      next_after: after + lines.length,
      complete: lines.length < count,
    });
  });
  const client = new RestClient({ url, token: 't' });
  const log = new TaskLog({ client, taskId: task.id, linesMax, onChange: () => {} });
  await log.follow();
  return log;
}

test('reads and shows the last lines alone, how many are missing before them, and how the task ended', async () => {
  const sent: number[] = [];
  const rows = (await followed(100, task, sent)).text(task).trimEnd().split('\n');
  // The last line tells where to begin; nothing behind them tells the end.
  expect(sent).toEqual([1, 100, 0]);
  expect(rows[0]).toMatch(/^… 900 earlier lines are not shown\./);
  expect(rows.slice(-2)).toEqual(['line 1000', '… succeeded · ran 12 s']);
  expect(rows.length).toBe(102);
});

test('says at the end what to do about a failure', async () => {
  const failed = taskSummary({
    status: 'failure',
    error_message: 'the command exited with code 2',
    advice: 'Look at the end of the log.',
  });
  const rows = (await followed(100, failed)).text(failed).trimEnd().split('\n');
  expect(rows.slice(-2)).toEqual([
    '… failed: the command exited with code 2',
    '… What to do: Look at the end of the log.',
  ]);
});

test('brings earlier lines, without gap or repeat, up to the first', async () => {
  const log = await followed(100);
  expect(await log.loadEarlier(300)).toBe(300);
  while ((await log.loadEarlier(300)) > 0) {
    // Until there are no more.
  }
  const rows = log.text(task).trimEnd().split('\n');
  expect(rows.slice(0, LAST)).toEqual(Array.from({ length: LAST }, (_, index) => `line ${index + 1}`));
  expect(rows).toHaveLength(LAST + 1);
});

test('reaches back to a line, and knows its row', async () => {
  const log = await followed(100);
  expect(log.rowOf(200)).toBeUndefined();
  await log.reach(200);
  const rows = log.text(task).split('\n');
  expect(rows[0]).toMatch(/^… 1\d\d earlier lines/);
  expect(rows[log.rowOf(200) ?? 0]).toBe('line 200');
  await log.reach(1);
  expect(log.rowOf(1)).toBe(0);
  expect(log.text(task).split('\n')[log.rowOf(1000) ?? 0]).toBe('line 1000');
});

describe('of a task that waits', () => {
  const blocked = (fields: Partial<BlockedOn> = {}): BlockedOn => ({
    reason: 'capacity',
    detail: 'all slots are taken',
    position: 3,
    next_try_at: null,
    ...fields,
  });
  const idle = () =>
    new TaskLog({
      client: new RestClient({ url: 'http://127.0.0.1:1', token: 't' }),
      taskId: task.id,
      linesMax: 100,
      onChange: () => {},
    });

  test('says why, its place in line, and until when', () => {
    expect(idle().text(taskSummary({ blocked_on: blocked() }))).toBe(
      '… The task is waiting: all slots are taken (number 3 in line).\n… What it prints will appear here.\n',
    );
    const later = blocked({ detail: 'it starts later', position: null, next_try_at: '2026-01-01T10:00:00Z' });
    expect(idle().text(taskSummary({ blocked_on: later }))).toMatch(
      /waiting: it starts later, until .*\d:\d\d/,
    );
    expect(idle().text(taskSummary({ status: 'paused' }))).toContain('waiting: paused.');
  });

  test('knows it from the log’s own answer, and its place anew, which the tree isn’t told', async () => {
    let waiting = blocked();
    const { url } = await fakeServer((request, response) => {
      if (request.url?.includes('follow=true')) return response.flushHeaders();
      const page = { lines: [], next_after: 0, complete: false, waiting };
      return sendJson(response, 200, page);
    });
    const client = new RestClient({ url, token: 't' });
    const log = new TaskLog({ client, taskId: task.id, linesMax: 100, onChange: () => {} });
    onTestFinished(() => log.stop());
    void log.follow();
    await vi.waitFor(() => expect(log.text(undefined)).toContain('all slots are taken (number 3 in line)'));
    const listed = taskSummary({ blocked_on: blocked({ position: null }) });
    expect(log.text(listed)).toContain('(number 3 in line)');
    waiting = blocked({ detail: 'it is next', position: 2 });
    await log.readPlace();
    expect(log.text(listed)).toContain('waiting: it is next (number 2 in line).');
    expect(log.text(taskSummary({ status: 'running' }))).toContain('has printed nothing yet');
  });
});
