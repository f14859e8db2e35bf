import { afterAll, beforeAll, expect, test } from 'vitest';
import { readProcess } from '../../../server/processes/processTable.ts';
import type { Task } from '../../../shared/task.ts';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard, switchyardForTest } from '../../support/startSwitchyard.ts';
import { illegalMoves, processesOf } from '../../support/taskProcesses.ts';

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard({ env: { SWITCHYARD_SLOTS: '1' } });
});
afterAll(() => switchyard.stop());

/** A program with a child in a session of its own; both go on for as long as they are let. */
const family = `
  const { spawn } = require('node:child_process');
  spawn('sleep', ['3600'], { detached: true, stdio: 'ignore' });
  console.log('up');
  setInterval(() => {}, 10);`;
const states = (id: string) => processesOf(id).map((pid) => readProcess(pid)?.state);
const control = (id: string, verb: string) => switchyard.api.request<Task>('POST', `/tasks/${id}/${verb}`);

async function running(task: Parameters<Switchyard['api']['submit']>[0], lines = 1): Promise<string> {
  const { id } = await switchyard.api.submit(task);
  await eventually(async () =>
    expect((await switchyard.api.logPage(id)).lines.length).toBeGreaterThanOrEqual(lines),
  );
  return id;
}

test('a pause stops every process and frees the slot; the task goes on where it was', async () => {
  const { api } = switchyard;
  const id = await running({ script: family });
  const paused = await control(id, 'pause');
  expect(paused).toMatchObject({ status: 200, body: { status: 'paused' } });
  await eventually(() => expect(states(id)).toEqual(['T', 'T']));
  const { body: workers } = await api.request<{ items: object[] }>('GET', '/workers');
  expect(workers.items).toMatchObject([{ active: 1, held: 1, load: 0 }]);
  const { id: next } = await api.submit({ command: 'true' });
  await api.reaches(next, 'success');

  expect((await control(id, 'resume')).body.status).toBe('running');
  await eventually(() => expect(states(id)).not.toContain('T'));
  expect(processesOf(id)).toHaveLength(2);
  await api.cancel(id);
  const task = await api.reaches(id, 'revoked');
  expect(illegalMoves(task)).toEqual([]);
  expect(task.history.map(({ to }) => to).slice(-4)).toEqual(['running', 'paused', 'running', 'revoked']);
});

test('time in a pause isn’t running time', async () => {
  const { api } = switchyard;
  const id = await running({ script: `console.log('up'); setTimeout(() => {}, 1500)`, timeout: 3 });
  await control(id, 'pause');
  await eventually(() => expect(states(id)).toEqual(['T']));
  const pausedAt = Date.now();
  await eventually(() => Date.now() - pausedAt > 3200);
  await control(id, 'resume');
  const task = await api.reaches(id, ['success', 'timeout']);
  expect(task.status).toBe('success');
  expect(task.duration).toBeLessThan(3);
});

test('the timeout counts on after a pause', async () => {
  const { api } = switchyard;
  const id = await running({ script: family, timeout: 1 });
  await control(id, 'pause');
  await control(id, 'resume');
  const task = await api.reaches(id, 'timeout');
  expect(task.error_class).toBe('TimeoutError');
  expect(processesOf(id)).toEqual([]);
});

test('a paused task is cancelled with all its processes', async () => {
  const { api } = switchyard;
  const id = await running({ script: family });
  await control(id, 'pause');
  await eventually(() => expect(states(id)).toEqual(['T', 'T']));
  await api.cancel(id);
  const task = await api.reaches(id, 'revoked');
  expect(processesOf(id)).toEqual([]);
  expect(task.history.map(({ to }) => to).slice(-2)).toEqual(['paused', 'revoked']);
});

test('what can’t be paused or resumed says where it stands', async () => {
  const { api } = switchyard;
  const { id } = await api.submit({ command: 'true' });
  await api.reaches(id, 'success');
  expect(await api.problem('POST', `/tasks/${id}/pause`)).toMatchObject({
    status: 409,
    code: 'task.illegal_transition',
    task_status: 'success',
  });
  const { id: waiting } = await api.submit({ command: 'true', delay_seconds: 3600 });
  expect(await api.problem('POST', `/tasks/${waiting}/resume`)).toMatchObject({ task_status: 'pending' });
  expect(await api.problem('POST', '/tasks/0190a000-0000-7000-8000-000000000000/pause')).toMatchObject({
    status: 404,
  });
  await api.cancel(waiting);
});

test('a paused task whose worker is lost leaves nothing behind and is tried again', async () => {
  const own = await switchyardForTest({ roles: 'api,dispatcher,scheduler' });
  const worker = await own.start('worker');
  const { id } = await own.api.submit({ script: family, max_retries: 3 });
  await own.api.reaches(id, 'running');
  await eventually(() => expect(processesOf(id)).toHaveLength(2));
  await own.api.request('POST', `/tasks/${id}/pause`);
  await eventually(() => expect(states(id)).toEqual(['T', 'T']));
  worker.kill('SIGKILL');
  await eventually(() => processesOf(id).length === 0);
  await own.start('worker');
  await eventually(async () => expect((await own.api.task(id)).runs).toHaveLength(2), { timeoutMs: 30_000 });
  const task = await own.api.reaches(id, 'running');
  expect(illegalMoves(task)).toEqual([]);
  expect(task.history.map(({ to }) => to)).toContain('paused');
  await own.api.cancel(id);
  await own.api.reaches(id, 'revoked');
});
