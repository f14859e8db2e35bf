import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClaudeServer, startClaudeServer } from '../../support/claudeServer.ts';
import { eventually } from '../../support/eventually.ts';
import type { RoleProcess } from '../../support/roleProcess.ts';
import { processesOf } from '../../support/taskProcesses.ts';
import { answer, openQuestions } from '../confirmations/asking.ts';

let server: ClaudeServer;
let worker: RoleProcess;
beforeAll(async () => {
  server = await startClaudeServer({ roles: 'api,dispatcher', env: { SWITCHYARD_SLOTS: '4' } });
  worker = await server.start('worker');
});
afterAll(() => server.stop());

/** Each prompt is a helper's, in the background. */
const background = (...prompts: string[]) => `SCENARIO:background:${encodeURIComponent(prompts.join('|'))}`;
const bash = (command: string) => `SCENARIO:bash:${encodeURIComponent(command)}`;
const resultOf = (task: { result: unknown }) => (task.result as { result: string }).result;
/** From the loss of a worker to the end of what goes on elsewhere. */
const again = 60_000;

const asked = (key: string) => server.fake.asked.filter((each) => each.startsWith(key)).length;

test('a run waits for its subagent in the background, and its result is what came of that', async () => {
  const { id } = await server.ask(background('SCENARIO:slow:2'));
  const task = await server.api.reaches(id, 'success');
  expect(resultOf(task)).toBe('It ended: Slow answer after 2.');
  expect(task.stdout).toMatch(/They are at work\..*Slow answer after 2\..*It ended: Slow answer after 2\./s);
  // Four requests: two before the first result, the subagent's own, and one that takes note of its end.
  expect(task).toMatchObject({ num_turns: 3, usage: { input_tokens: 4000, output_tokens: 200 } });
  expect(task.total_cost_usd).toBeCloseTo(0.02, 9);
});

test('of two subagents the one that outlives two results is waited for as well', async () => {
  const { id } = await server.ask(background('SCENARIO:slow:1', 'SCENARIO:slow:3'));
  const task = await server.api.reaches(id, 'success');
  expect(resultOf(task)).toBe('It ended: Slow answer after 3.');
  expect(task.stdout).toContain('It ended: Slow answer after 1.');
});

test('a subagent in the background asks, after the result of its turn: people know who asks, and can answer', async () => {
  const { id } = await server.ask(background(bash('touch by-helper')), { confirmation_timeout: 120 });
  const [question] = await openQuestions(server.api, id);
  expect(question).toMatchObject({
    title: 'Bash: touch by-helper',
    detail: 'touch by-helper',
    description: 'run a command',
    agent: { name: 'general-purpose (help)' },
    default_to_no: false,
  });
  await answer(server.api, question?.id ?? '', { decision: 'allow' });
  const task = await server.api.reaches(id, 'success');
  expect(resultOf(task)).toMatch(/^It ended: It said:/);
  expect(existsSync(join(task.working_dir, 'by-helper'))).toBe(true);
});

test('a command in the background that ends soon is heard of; one that doesn’t gets a short grace, told in the log', async () => {
  const more = { allowed_tools: ['Bash'] };
  const [short, long] = await Promise.all([
    server.ask(`SCENARIO:backshell:${encodeURIComponent('sleep 2')}`, {}, more),
    server.ask(`SCENARIO:backshell:${encodeURIComponent('sleep 600')}`, {}, more),
  ]);
  const heard = await server.api.reaches(short.id, 'success');
  expect(resultOf(heard)).toMatch(/^It ended: Background command/);
  const left = await server.api.reaches(long.id, 'success');
  expect(resultOf(left)).toBe('It is at work.');
  const lines = (await server.api.allLines(long.id)).map(({ text }) => text);
  expect(lines).toContainEqual(expect.stringMatching(/in the background.*5 s more: run a command/));
  expect(processesOf(long.id)).toEqual([]);
});

test('a command and a subagent in the background: the subagent alone decides how long it takes', async () => {
  const { id } = await server.ask(
    `SCENARIO:backshell:${encodeURIComponent('sleep 600|SCENARIO:slow:2')}`,
    {},
    { allowed_tools: ['Bash'] },
  );
  const task = await server.api.reaches(id, 'success');
  expect(resultOf(task)).toBe('It ended: Slow answer after 2.');
  expect(processesOf(id)).toEqual([]);
});

test('a run with nothing but work in the background is cancelled at once, and by its own timeout', async () => {
  const prompt = background('SCENARIO:hang');
  const [cancelled, slow] = await Promise.all([
    server.ask(prompt),
    server.ask(prompt, { timeout: 6, max_retries: 0 }),
  ]);
  await eventually(
    async () =>
      expect((await server.api.allLines(cancelled.id)).map(({ text }) => text)).toContain(
        'They are at work.',
      ),
    { timeoutMs: 30_000 },
  );
  await server.api.cancel(cancelled.id);
  await server.api.reaches(cancelled.id, 'revoked');
  await server.api.reaches(slow.id, 'timeout');
  for (const { id } of [cancelled, slow]) expect(processesOf(id)).toEqual([]);
});

test('the silence of a subagent in the background counts as the run’s', async () => {
  const { id } = await server.ask(background('SCENARIO:hang'), {
    limits: { silence_seconds: 3 },
    max_retries: 0,
  });
  const task = await server.api.reaches(id, 'failure');
  expect(task).toMatchObject({ error_class: 'SilenceTimeout' });
});

test.for(['SIGKILL', 'SIGSTOP'] as const)(
  '%s of the worker while only a subagent in the background is at work: it goes on elsewhere, to the same end',
  { timeout: 150_000 },
  async (signal) => {
    const before = asked('slow:4');
    const { id } = await server.ask(background('SCENARIO:slow:4'), { max_retries: 2, retry_delay: 0.1 });
    await eventually(() => expect(asked('slow:4')).toBeGreaterThan(before), { timeoutMs: 30_000 });
    const lost = worker;
    lost.kill(signal);
    await eventually(() => expect(processesOf(id)).toEqual([]), { timeoutMs: 15_000 });
    worker = await server.start('worker');
    const task = await server.api.reaches(id, 'success', again);
    expect(task.runs).toHaveLength(2);
    expect(task.retry_history).toMatchObject([{ error_class: 'WorkerLost' }]);
    expect(processesOf(id)).toEqual([]);
    if (signal === 'SIGSTOP') lost.kill('SIGCONT');
    if (signal === 'SIGSTOP') await lost.stop();
  },
);
