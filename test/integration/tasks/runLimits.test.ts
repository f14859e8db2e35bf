import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Project } from '../../../shared/project.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { processesOf } from '../../support/taskProcesses.ts';

const MIB = 1024 * 1024;

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard({ env: { SWITCHYARD_SLOTS: '8' } });
});
afterAll(() => switchyard.stop());

test('too much memory, over all processes: ended at once, and not tried again', async () => {
  const hog = `const all = []; setInterval(() => all.push(Buffer.alloc(20e6, 1)), 50); process.on('SIGTERM', () => {})`;
  const script = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(hog)}])`;
  const { id } = await switchyard.api.submit({ script, limits: { memory_bytes: 300 * MIB }, max_retries: 3 });
  const task = await switchyard.api.reaches(id, 'failure');
  expect(task).toMatchObject({
    error_class: 'MemoryLimitExceeded',
    error_type: 'non_retriable',
    retry_count: 0,
    limits: { memory_bytes: 300 * MIB },
  });
  expect(task.advice).toMatch(/memory_bytes/);
  expect(task.max_memory).toBeGreaterThan(300 * MIB);
  expect(processesOf(id)).toEqual([]);
});

test('too much CPU for ten seconds: ended, with its own class', async () => {
  const { id } = await switchyard.api.submit({ script: 'for (;;);', limits: { cpu_percent: 5 } });
  const task = await switchyard.api.reaches(id, 'failure');
  expect(task).toMatchObject({ error_class: 'CpuLimitExceeded', error_type: 'non_retriable' });
  expect(task.advice).toMatch(/cpu_percent/);
});

test('silence without work is ended, silence with work or with output is not', async () => {
  const limits = { silence_seconds: 2 };
  const deaf = `process.on('SIGTERM', () => {}); setInterval(() => {}, 60000)`;
  const busy = 'const end = Date.now() + 5000; while (Date.now() < end);';
  const chatty = `let n = 0; const t = setInterval(() => { console.log(n); if (++n > 8) clearInterval(t); }, 600)`;
  const [hung, working, talking] = await Promise.all(
    [deaf, busy, chatty].map((script) => switchyard.api.submit({ script, limits })),
  );
  const task = await switchyard.api.reaches(hung?.id ?? '', 'failure');
  expect(task).toMatchObject({ error_class: 'SilenceTimeout', error_type: 'retriable', signal: 'SIGKILL' });
  expect(task.advice).toMatch(/waits for/);
  expect(processesOf(task.id)).toEqual([]);
  await switchyard.api.reaches(working?.id ?? '', 'success');
  await switchyard.api.reaches(talking?.id ?? '', 'success');
});

test('a project’s limits hold where the task doesn’t say otherwise', async () => {
  const { api } = switchyard;
  const project = { id: 'strict', folders: ['/'], programs: ['*'], limits: { silence_seconds: 1 } };
  expect((await api.request<Project>('POST', '/projects', project)).body.limits).toEqual(project.limits);
  const script = 'setTimeout(() => {}, 4000)';
  const [held, free] = await Promise.all([
    api.submit({ script, project_id: 'strict' }),
    api.submit({ script, project_id: 'strict', limits: { silence_seconds: 60 } }),
  ]);
  expect(await api.reaches(held.id, 'failure')).toMatchObject({ error_class: 'SilenceTimeout', limits: {} });
  await api.reaches(free.id, 'success');
  const changed = await api.request<Project>('PATCH', '/projects/strict', { limits: {} });
  expect(changed.body.limits).toEqual({});
});

test('a limit that can’t be meant is refused with its place', async () => {
  const problem = await switchyard.api.problem('POST', '/tasks', {
    name: 'x',
    project_id: 'default',
    command: 'true',
    limits: { memory_bytes: -1, colour: 'red' },
  });
  expect(problem).toMatchObject({ status: 422 });
  expect(JSON.stringify(problem.errors)).toMatch(/limits\.memory_bytes/);
});
