import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readProcessTable } from '../../../server/processes/processTable.ts';
import { taskSchema } from '../../../shared/task.ts';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { processesOf } from '../../support/taskProcesses.ts';

const here = mkdtempSync(join(tmpdir(), 'switchyard-programs-'));
const PLAIN_FILE = join(here, 'plain');
const NO_INTERPRETER = join(here, 'script');
writeFileSync(PLAIN_FILE, 'text', { mode: 0o644 });
writeFileSync(NO_INTERPRETER, 'echo no interpreter\n', { mode: 0o755 });
afterAll(() => rmSync(here, { recursive: true }));

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard();
});
afterAll(() => switchyard.stop());

test('a command runs from submit to success, with its result, its history and its log', async () => {
  const { api } = switchyard;
  const script = `console.log('one'); console.error('two'); console.log('three')`;
  const submitted = await api.submit({ script });
  expect(submitted).toMatchObject({
    status: 'pending',
    version: 1,
    user_id: 'admin',
    history: [{ to: 'pending' }],
  });

  const task = await api.reaches(submitted.id, 'success');
  expect(taskSchema.parse(task)).toEqual(task);
  expect(task).toMatchObject({
    exit_code: 0,
    signal: null,
    error_class: null,
    stdout: 'one\nthree\n',
    stderr: 'two\n',
  });
  expect(task.duration).toBeGreaterThan(0);
  // So short a run may be looked at once only, when it has just begun; `runLimits.test.ts` has a large one.
  expect(task.max_memory).toBeGreaterThan(0);
  expect(task.max_cpu).not.toBeNull();
  expect(task.history.map(({ to }) => to)).toEqual(['pending', 'received', 'started', 'running', 'success']);
  expect(task.version).toBe(task.history.length);
  expect(task.runs).toMatchObject([{ number: 1, status: 'success', exit_code: 0 }]);

  const page = await api.logPage(task.id);
  expect(page).toMatchObject({ complete: true, next_after: 3 });
  expect(page.lines.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  const texts = (stream: string) =>
    page.lines.filter((line) => line.stream === stream).map(({ text }) => text);
  expect(texts('stdout')).toEqual(['one', 'three']);
  expect(texts('stderr')).toEqual(['two']);
  const plain = await api.request<string>('GET', `/tasks/${task.id}/logs`, undefined, {
    accept: 'text/plain',
  });
  expect(plain.body.split('\n').sort()).toEqual(['', 'one', 'three', 'two']);
});

test('a command that fails says with which code, and what to do', async () => {
  const { id } = await switchyard.api.submit({ script: 'process.exit(3)' });
  const task = await switchyard.api.reaches(id, 'failure');
  expect(task).toMatchObject({
    exit_code: 3,
    error_class: 'CommandFailed',
    error_type: 'retriable',
    error_message: 'the command exited with code 3',
  });
  expect(task.advice).toMatch(/log/);
  expect(task.completed_at).not.toBeNull();
});

test('a failing command is tried again after its delay, and its history tells of it', async () => {
  const { id } = await switchyard.api.submit({ script: 'process.exit(1)', max_retries: 1, retry_delay: 0.2 });
  const task = await switchyard.api.reaches(id, 'failure');
  expect(task.history.map(({ to }) => to)).toEqual(
    'pending received started running failure retry received started running failure'.split(' '),
  );
  expect(task.retry_history).toMatchObject([{ retry_count: 0, error_class: 'CommandFailed' }]);
  const [record] = task.retry_history;
  expect(record?.retry_delay).toBeGreaterThanOrEqual(0.2 * 1.1);
  expect(record?.retry_delay).toBeLessThanOrEqual(0.2 * 1.3);
  expect(task.runs.map(({ number }) => number)).toEqual([1, 2]);
});

test.each([
  [
    'program not found',
    { command: 'no-such-program' },
    'ConfigurationError',
    /program not found: no-such-program/,
  ],
  ['program not executable', { command: PLAIN_FILE }, 'ConfigurationError', /not executable/],
  ['script without an interpreter', { command: NO_INTERPRETER }, 'ConfigurationError', /#!/],
  ['folder as program', { command: '/etc' }, 'ConfigurationError', /is a folder/],
  ['folder not there', { command: 'ls', working_dir: '/no/such/folder' }, 'ConfigurationError', /not there/],
])(
  '%s fails at once, without a retry, with a clear error',
  async (_case, definition, errorClass, message) => {
    const { id } = await switchyard.api.submit({ ...definition, max_retries: 3 });
    const task = await switchyard.api.reaches(id, 'failure');
    expect(task).toMatchObject({ error_class: errorClass, error_type: 'non_retriable', retry_count: 0 });
    expect(task.error_message).toMatch(message);
    expect(task.advice).toBeTruthy();
  },
);

test('the child sees its own variables and none of the server’s secrets', async () => {
  const { id } = await switchyard.api.submit({
    script: 'console.log(JSON.stringify(process.env))',
    env: { GREETING: 'hello' },
  });
  const { stdout } = await switchyard.api.reaches(id, 'success');
  const env = JSON.parse(stdout) as Record<string, string>;
  expect(env).toMatchObject({ GREETING: 'hello', SWITCHYARD_TASK_ID: id, SWITCHYARD_RUN_ID: `${id}.1` });
  const allowed = /^(PATH|HOME|USER|LANG|LC_.*|TZ|TERM|TMPDIR|GREETING|SWITCHYARD_(TASK|RUN)_ID)$/;
  expect(Object.keys(env).filter((name) => !allowed.test(name))).toEqual([]);
});

test('a task that runs longer than its timeout is ended for good', async () => {
  const { id } = await switchyard.api.submit({
    script: 'setInterval(() => {}, 1000)',
    timeout: 1,
    max_retries: 3,
  });
  const task = await switchyard.api.reaches(id, 'timeout');
  expect(task).toMatchObject({ error_class: 'TimeoutError', retry_count: 0 });
  expect(task.duration).toBeGreaterThanOrEqual(1);
});

test('a delayed task waits, says why, and then runs', async () => {
  const { id } = await switchyard.api.submit({ script: '', delay_seconds: 1.5 });
  expect((await switchyard.api.task(id)).blocked_on).toMatchObject({ reason: 'schedule' });
  const task = await switchyard.api.reaches(id, 'success');
  const admitted = task.history.find(({ to }) => to === 'received');
  expect(Date.parse(admitted?.at ?? '') - Date.parse(task.created_at)).toBeGreaterThanOrEqual(1500);
});

test('what a command leaves running is ended with it', async () => {
  const script = `
    const { spawn } = require('node:child_process');
    const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
    child.unref();
    console.log(child.pid);`;
  const { id } = await switchyard.api.submit({ script });
  const { stdout } = await switchyard.api.reaches(id, 'success');
  expect(readProcessTable().has(Number(stdout))).toBe(false);
});

test('what hides from its run, and holds its output open, is ended with it', async () => {
  // Without the mark, and without its parent.
  const { id } = await switchyard.api.submit({
    command: 'sh',
    args: ['-c', 'env -i sleep 600 & echo $!; sleep 0.2; exit 0'],
  });
  const { stdout } = await switchyard.api.reaches(id, 'success');
  expect(readProcessTable().has(Number(stdout))).toBe(false);
});

test('a task whose output is held open by a process that can’t be found ends all the same', async () => {
  // In a session of its own, too: what was seen of it is the open pipe alone.
  const line = 'setsid env -i sh -c "sleep 8" & echo printed; exit 0';
  const { id } = await switchyard.api.submit({ command: 'sh', args: ['-c', line] });
  const task = await switchyard.api.reaches(id, 'success', 7000);
  expect(task.stdout).toBe('printed\n');
});

test('a task that is cancelled ends with every process of it, and says who asked', async () => {
  const script = `
    const { spawn } = require('node:child_process');
    process.on('SIGTERM', () => {});
    spawn('sh', ['-c', 'trap "" TERM; while :; do sleep 0.1; done'], { stdio: 'ignore', detached: true });
    setInterval(() => {}, 1000);`;
  const { id } = await switchyard.api.submit({ script, max_retries: 3 });
  await switchyard.api.reaches(id, 'running');
  await eventually(() => processesOf(id).length > 1);
  expect((await switchyard.api.cancel(id)).body.cancel_requested_at).not.toBeNull();
  const task = await switchyard.api.reaches(id, 'revoked');
  expect(processesOf(id)).toEqual([]);
  expect(task.history.at(-1)).toMatchObject({ from: 'running', to: 'revoked', reason: 'cancelled' });
});
