import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeadLetter } from '../../../shared/deadLetter.ts';
import type { ErrorPattern } from '../../../shared/errorPattern.ts';
import { type Project, projectSchema } from '../../../shared/project.ts';
import type { Task } from '../../../shared/task.ts';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { EventClient } from '../events/eventClient.ts';

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard({ env: { SWITCHYARD_SLOTS: '4' } });
});
afterAll(() => switchyard.stop());

const LOCKED_OUT = `console.error('remote: no\\nfatal: Authentication failed for x'); process.exitCode = 3`;

async function projectWith(id: string, error_patterns: ErrorPattern[]): Promise<void> {
  const body = { id, folders: ['/'], programs: ['*'], error_patterns };
  const made = await switchyard.api.request<Project>('POST', '/projects', body);
  expect(made).toMatchObject({ status: 201, body: { error_patterns } });
  expect(projectSchema.parse(made.body)).toEqual(made.body);
}
const change = (id: string, error_patterns: unknown) =>
  switchyard.api.request<Project>('PATCH', `/projects/${id}`, { error_patterns });
const run = async (project_id: string, script: string, more: object = {}): Promise<Task> => {
  const { id } = await switchyard.api.submit({ project_id, script, max_retries: 2, ...more });
  return switchyard.api.reaches(id, ['failure', 'retry', 'timeout', 'revoked']);
};

test('what a pattern calls non_retriable fails for good at once, with its message', async () => {
  await projectWith('careful', [
    { exit_code: 3, output: 'fatal: *Authentication failed', error_class: 'AuthenticationError' },
  ]);
  const task = await run('careful', LOCKED_OUT);
  expect(task).toMatchObject({
    status: 'failure',
    error_class: 'AuthenticationError',
    error_type: 'non_retriable',
    error_message: 'the command exited with code 3',
    advice: expect.stringMatching(/^error_patterns\[0\] of the project careful .*AuthenticationError/),
    exit_code: 3,
    retry_count: 0,
    retry_history: [],
    runs: [{ error_class: 'AuthenticationError', error_message: 'the command exited with code 3' }],
  });
  const letter = await switchyard.api.request<DeadLetter>('GET', `/dead-letters/${task.id}`);
  expect(letter).toMatchObject({
    status: 200,
    body: { error_class: 'AuthenticationError', error_type: 'non_retriable', advice: task.advice },
  });

  const other = await run('careful', 'process.exitCode = 3');
  expect(other).toMatchObject({ status: 'retry', error_class: 'CommandFailed', retry_count: 1 });
});

test('what a pattern calls critical raises the alert', async () => {
  await projectWith('grave', [{ exit_code: 9, error_class: 'SystemFailure' }]);
  const client = await EventClient.connect(switchyard.url);
  await client.subscribe(['tasks'], { project_id: 'grave' });
  const task = await run('grave', 'process.exitCode = 9');
  expect(task).toMatchObject({ status: 'failure', error_class: 'SystemFailure', error_type: 'critical' });
  const alerts = () =>
    client.of('event').flatMap(({ event }) => (event.type === 'alert.raised' ? [event] : []));
  await eventually(() => expect(alerts().map((each) => each.alert_type)).toContain('critical_error'));
  expect(alerts().find((each) => each.alert_type === 'critical_error')).toMatchObject({
    task_id: task.id,
    severity: 'critical',
    message: expect.stringContaining('SystemFailure: the command exited with code 9'),
  });
});

test('a retriable class is tried again, and a signal has its own patterns', async () => {
  await projectWith('patient', [{ signal: 'SIGKILL', error_class: 'ServiceUnavailable' }]);
  const task = await run('patient', `process.kill(process.pid, 'SIGKILL')`);
  expect(task).toMatchObject({
    status: 'retry',
    error_class: 'ServiceUnavailable',
    retry_history: [{ error_class: 'ServiceUnavailable' }],
  });
});

test('without patterns it is as the kind’s table says', async () => {
  const { body } = await switchyard.api.request<Project>('GET', '/projects/default');
  expect(body.error_patterns).toEqual([]);
  const task = await run('default', LOCKED_OUT);
  expect(task).toMatchObject({ status: 'retry', error_class: 'CommandFailed', error_type: 'retriable' });
  expect(task.advice).toMatch(/^Look at the end of the log/);
});

test('a change holds for the next end, also of a run that is at work', async () => {
  await projectWith('moving', []);
  const { id } = await switchyard.api.submit({
    project_id: 'moving',
    pty: true,
    script: `console.log('ready'); process.stdin.once('data', () => process.exit(3))`,
  });
  await eventually(async () => {
    expect((await switchyard.api.allLines(id)).map(({ text }) => text)).toContain('ready');
  });
  expect((await change('moving', [{ exit_code: 3, error_class: 'ValidationError' }])).status).toBe(200);
  await switchyard.api.request('POST', `/tasks/${id}/input`, { text: 'go\n' });
  expect(await switchyard.api.reaches(id, 'failure')).toMatchObject({ error_class: 'ValidationError' });

  await change('moving', []);
  expect(await run('moving', 'process.exitCode = 3')).toMatchObject({ error_class: 'CommandFailed' });
});

describe('no pattern is asked about', () => {
  const ANY: ErrorPattern[] = [
    { output: '*', error_class: 'SecurityError' },
    ...['SIGTERM', 'SIGKILL'].map((signal) => ({ signal, error_class: 'SecurityError' as const })),
  ];
  const LASTS = `console.log('ready'); setInterval(() => {}, 60_000)`;
  beforeAll(() => projectWith('strict', ANY));

  test('a timeout', async () => {
    const task = await run('strict', LASTS, { timeout: 1 });
    expect(task).toMatchObject({ status: 'timeout', error_class: 'TimeoutError' });
  });

  test('a limit', async () => {
    const task = await run('strict', LASTS, { limits: { memory_bytes: 1024 * 1024 } });
    expect(task).toMatchObject({ status: 'failure', error_class: 'MemoryLimitExceeded' });
  });

  test('a program that can’t be started', async () => {
    const task = await run('strict', '', { script: undefined, command: '/not/there/at-all' });
    expect(task).toMatchObject({ status: 'failure', error_class: 'ConfigurationError' });
  });

  test('a cancel', async () => {
    const { id } = await switchyard.api.submit({ project_id: 'strict', script: LASTS });
    await eventually(async () => expect(await switchyard.api.allLines(id)).not.toEqual([]));
    await switchyard.api.cancel(id);
    expect(await switchyard.api.reaches(id, 'revoked')).toMatchObject({ error_class: null });
  });
});

describe('patterns that can’t be', () => {
  const ok: ErrorPattern = { exit_code: 1, error_class: 'SystemFailure' };
  test.each([
    [[ok, { error_class: 'SystemFailure' }], 'error_patterns[1]'],
    [[{ ...ok, exit_code: 256 }], 'error_patterns[0].exit_code'],
    [[{ ...ok, error_class: 'WorkerLost' }], 'error_patterns[0].error_class'],
    [[{ output: '', error_class: 'SystemFailure' }], 'error_patterns[0].output'],
    [Array(51).fill(ok), 'error_patterns'],
    [null, 'error_patterns'],
  ])('are refused with their path: %j', async (error_patterns, path) => {
    for (const [method, where, rest] of [
      ['POST', '/projects', { id: 'wrong' }],
      ['PATCH', '/projects/default', {}],
    ] as const) {
      const problem = await switchyard.api.problem(method, where, { ...rest, error_patterns });
      expect(problem).toMatchObject({ status: 422, code: 'request.invalid' });
      expect(problem.errors?.map((each) => each.path)).toEqual([path]);
    }
  });
});
