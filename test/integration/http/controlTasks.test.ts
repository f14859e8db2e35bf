import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readProcessTable } from '../../../server/processes/processTable.ts';
import type { Task } from '../../../shared/task.ts';
import { taskMoves } from '../../../shared/taskState.ts';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';

const folder = mkdtempSync(join(tmpdir(), 'switchyard-control-'));
let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard();
});
afterAll(async () => {
  await switchyard.stop();
  rmSync(folder, { recursive: true });
});

const FOREVER = `console.log(process.pid); setInterval(() => {}, 1000)`;
const path = (task: { history: { to: string }[] }) => task.history.map(({ to }) => to).join(' ');

describe('cancel', () => {
  test('a pending task is revoked at once', async () => {
    const { id } = await switchyard.api.submit({ script: '', delay_seconds: 3600 });
    const { status, body } = await switchyard.api.cancel(id);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'revoked', blocked_on: null, next_try_at: null });
    expect(body.cancel_requested_at).not.toBeNull();
    expect(body.completed_at).not.toBeNull();
    expect(path(body)).toBe('pending revoked');
  });

  test('a running task is revoked when its processes are dead', async () => {
    const { api } = switchyard;
    const { id } = await api.submit({ script: FOREVER, max_retries: 3 });
    await api.reaches(id, 'running');
    const pid = await eventually(async () => Number((await api.logPage(id)).lines[0]?.text ?? '') || false);
    expect(readProcessTable().has(pid)).toBe(true);
    const { status, body } = await api.cancel(id);
    expect(status).toBe(200);
    expect(body.cancel_requested_at).not.toBeNull();
    const task = await api.reaches(id, 'revoked');
    expect(readProcessTable().has(pid)).toBe(false);
    expect(path(task)).toBe('pending received started running revoked');
    expect(task.retry_count).toBe(0);
    expect(task.runs).toMatchObject([{ number: 1, status: 'revoked' }]);
  });

  test('asked for twice while the run ends changes nothing more', async () => {
    const { api } = switchyard;
    const stubborn = `process.on('SIGTERM', () => {}); ${FOREVER}`;
    const { id } = await api.submit({ script: stubborn });
    await eventually(async () => (await api.logPage(id)).lines.length > 0);
    const first = await api.cancel(id);
    const second = await api.cancel(id);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body.cancel_requested_at).toBe(first.body.cancel_requested_at);
    expect(second.body.version).toBe(first.body.version);
    await api.reaches(id, 'revoked');
  });

  test('a task that waits for its retry is revoked at once and not tried again', async () => {
    const { api } = switchyard;
    const { id } = await api.submit({ script: 'process.exit(1)', max_retries: 3, retry_delay: 600 });
    const waiting = await api.reaches(id, 'retry');
    expect(waiting.blocked_on).toMatchObject({ reason: 'retry_delay' });
    const { body } = await api.cancel(id);
    expect(path(body)).toBe('pending received started running failure retry revoked');
    expect(body).toMatchObject({ next_try_at: null, retry_count: 1 });
  });

  test('a failed task is revoked', async () => {
    const { api } = switchyard;
    const { id } = await api.submit({ script: 'process.exit(1)' });
    await api.reaches(id, 'failure');
    expect((await api.cancel(id)).body.status).toBe('revoked');
  });

  test('an admitted task is revoked, and its job does nothing', async () => {
    const { api } = switchyard;
    const blockers = await Promise.all([1, 2].map(() => api.submit({ script: FOREVER, priority: 10 })));
    for (const { id } of blockers) await api.reaches(id, 'running');
    const { id } = await api.submit({ script: '' });
    await api.reaches(id, 'received');
    expect((await api.cancel(id)).body.status).toBe('revoked');
    for (const blocker of blockers) await api.cancel(blocker.id);
    for (const blocker of blockers) await api.reaches(blocker.id, 'revoked');
    // A later one of the same queue has run, so the revoked one's turn has passed.
    const later = await api.submit({ script: '' });
    await api.reaches(later.id, 'success');
    const task = await api.task(id);
    expect(path(task)).toBe('pending received revoked');
    expect(task.runs).toEqual([]);
  });
});

describe('what a task’s state doesn’t allow is 409, with where it stands and where it may go', () => {
  test.each([
    ['success', {}],
    ['timeout', { script: FOREVER, timeout: 1 }],
    ['revoked', { delay_seconds: 3600 }],
  ] as const)('cancel of %s', async (state, fields) => {
    const { api } = switchyard;
    const { id } = await api.submit({ script: '', ...fields });
    if (state === 'revoked') await api.cancel(id);
    const before = await api.reaches(id, state);
    const problem = await api.problem('POST', `/tasks/${id}/cancel`);
    expect(problem).toMatchObject({
      type_header: 'application/problem+json',
      status: 409,
      code: 'task.illegal_transition',
      task_status: state,
      allowed: [],
    });
    expect((await api.task(id)).version).toBe(before.version);
  });

  test.each(['pending', 'running', 'success', 'revoked', 'retry'] as const)('retry of %s', async (state) => {
    const { api } = switchyard;
    const fields = {
      pending: { script: '', delay_seconds: 3600 },
      running: { script: FOREVER },
      success: { script: '' },
      revoked: { script: '', delay_seconds: 3600 },
      retry: { script: 'process.exit(1)', max_retries: 1, retry_delay: 600 },
    }[state];
    const { id } = await api.submit(fields);
    if (state === 'revoked') await api.cancel(id);
    await api.reaches(id, state);
    expect(await api.problem('POST', `/tasks/${id}/retry`)).toMatchObject({
      type_header: 'application/problem+json',
      status: 409,
      code: 'task.illegal_transition',
      task_status: state,
      allowed: taskMoves[state],
    });
    if (state === 'running') await api.cancel(id);
  });
});

test('a failed task that is retried by hand runs at once, with a fresh budget of retries', async () => {
  const { api } = switchyard;
  const flag = join(folder, 'fixed');
  const script = `process.exit(require('node:fs').existsSync(${JSON.stringify(flag)}) ? 0 : 1)`;
  const { id } = await api.submit({ script, max_retries: 1, retry_delay: 0.1 });
  expect(await api.reaches(id, 'failure')).toMatchObject({ retry_count: 1 });

  const { status, body } = await api.request<{ retry_count: number }>('POST', `/tasks/${id}/retry`);
  expect(status).toBe(200);
  expect(body.retry_count).toBe(0);
  const again = await api.reaches(id, 'failure');
  expect(again.runs).toHaveLength(4);

  writeFileSync(flag, '');
  expect(existsSync(flag)).toBe(true);
  await api.request('POST', `/tasks/${id}/retry`);
  const task = await api.reaches(id, 'success');
  expect(task).toMatchObject({
    exit_code: 0,
    error_class: null,
    error_message: null,
    error_type: null,
    advice: null,
  });
  expect(task.runs.map(({ status }) => status)).toEqual([
    'failure',
    'failure',
    'failure',
    'failure',
    'success',
  ]);
  expect(task.completed_at).not.toBeNull();
  for (const [index, { from, to }] of task.history.entries()) {
    if (index === 0) expect([from, to]).toEqual([null, 'pending']);
    else
      expect([from, taskMoves[from ?? 'success'].includes(to)]).toEqual([task.history[index - 1]?.to, true]);
  }
});

test('of many who cancel and retry a failed task at once, each gets an answer that fits, and the table holds', async () => {
  const { api } = switchyard;
  const { id } = await api.submit({ script: 'process.exit(1)' });
  await api.reaches(id, 'failure');
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      api.request('POST', `/tasks/${id}/${index % 2 ? 'cancel' : 'retry'}`),
    ),
  );
  for (const { status } of answers) expect([200, 409]).toContain(status);
  const task = await api.reaches(id, 'revoked');
  expect(task.history.every(({ from, to }) => from === null || taskMoves[from].includes(to))).toBe(true);
});

test('of many who change one task at once, everybody is heard', async () => {
  const { api } = switchyard;
  const { id } = await api.submit({ command: 'true', delay_seconds: 3600 });
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      api.request('PATCH', `/tasks/${id}`, { priority: 1 + (index % 10) }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect((await api.task(id)).version).toBe(41);
  await api.cancel(id);
});

test('a task that is tried again can be put off, and waits for its delay at least', async () => {
  const { api } = switchyard;
  const { id } = await api.submit({ command: 'false', max_retries: 1, retry_delay: 500 });
  const { next_try_at } = await api.reaches(id, 'retry');
  const putOff = async (scheduled_at: string | null) => {
    const { body } = await api.request<Task>('PATCH', `/tasks/${id}`, { scheduled_at });
    return [body.status, body.scheduled_at, body.blocked_on?.next_try_at];
  };
  const far = '2099-01-01T00:00:00.000Z';
  expect(await putOff(far)).toEqual(['retry', far, far]);
  const past = '1999-01-01T00:00:00.000Z';
  expect(await putOff(past)).toEqual(['retry', past, next_try_at]);
  expect(await putOff(null)).toEqual(['retry', null, next_try_at]);
  await api.cancel(id);
});
