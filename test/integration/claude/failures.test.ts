import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClaudeServer, startClaudeServer } from '../../support/claudeServer.ts';
import { processesOf } from '../../support/taskProcesses.ts';

let server: ClaudeServer;
beforeAll(async () => {
  server = await startClaudeServer({ env: { SWITCHYARD_SLOTS: '6' } });
});
afterAll(() => server.stop());

const soon = { max_retries: 1, retry_delay: 0.1 };

test.concurrent.for([
  ['429', 'RateLimitError', 'retriable'],
  ['529', 'ServiceUnavailable', 'retriable'],
  ['500', 'ServiceUnavailable', 'retriable'],
  ['401', 'AuthenticationError', 'non_retriable'],
  ['400', 'ValidationError', 'non_retriable'],
])('an API that answers %s is a %s, %s', async ([status, errorClass, errorType], { expect }) => {
  const { id } = await server.ask(`SCENARIO:fail:${status}x99`, { ...soon, max_retries: 0 });
  const task = await server.api.reaches(id, 'failure');
  expect(task).toMatchObject({ error_class: errorClass, error_type: errorType, retry_count: 0 });
  expect(task.error_message).toContain(status === '429' ? '429' : 'fake');
  expect(task.advice).toBeTruthy();
});

test.concurrent('an overloaded API is asked again, by the task, in the same session', async ({ expect }) => {
  const { id } = await server.ask('SCENARIO:toolfail:529x2', soon, { allowed_tools: ['Bash'] });
  const task = await server.api.reaches(id, 'success', 55_000);
  expect(task).toMatchObject({ retry_count: 1, session_id: task.runs[0]?.session_id, num_turns: 3 });
  expect(task.runs.map(({ session_id }) => session_id)).toEqual([task.session_id, task.session_id]);
  expect(task.stdout).toMatch(/^Went on: /);
  const [first, second] = task.runs;
  expect(first?.cost).toBeGreaterThan(0);
  expect(second?.cost).toBeCloseTo(first?.cost ?? 0, 6);
  expect(task.total_cost_usd).toBeCloseTo((first?.cost ?? 0) * 2, 6);
  expect(task.usage).toMatchObject({ input_tokens: 2000, output_tokens: 100 });
});

test.concurrent('an answer that is cut off begins anew', async ({ expect }) => {
  const { id } = await server.ask('SCENARIO:half:1');
  expect((await server.api.reaches(id, 'success')).stdout).toContain('The whole answer.');
});

test.concurrent('an API that nobody reaches is a ConnectionError', async ({ expect }) => {
  const { id } = await server.ask('SCENARIO:reset');
  const task = await server.api.reaches(id, 'failure');
  expect(task).toMatchObject({ error_class: 'ConnectionError', error_type: 'retriable' });
});

test.concurrent('a pattern of the project decides over the CLI’s result', async ({ expect }) => {
  const patterns = [{ output: 'API Error*fake', error_class: 'SystemFailure' }];
  const project = { id: 'known', folders: ['/'], programs: ['*'], error_patterns: patterns };
  await server.api.request('POST', '/projects', project);
  const { id } = await server.ask('SCENARIO:fail:400x99', { ...soon, project_id: 'known' });
  const task = await server.api.reaches(id, 'failure');
  expect(task).toMatchObject({ error_class: 'SystemFailure', error_type: 'critical', retry_count: 0 });
  expect(task.error_message).toContain('fake');
  expect(task.advice).toContain('error_patterns[0] of the project known');
});

test.concurrent('a limit of turns, or of money, ends the task for good', async ({ expect }) => {
  const allowed = { allowed_tools: ['Bash(echo:*)'] };
  const turns = await server.ask('SCENARIO:loop', soon, { ...allowed, max_turns: 2 });
  const money = await server.ask('SCENARIO:loop', soon, { ...allowed, max_budget_usd: 0.012 });
  const [ofTurns, ofMoney] = await Promise.all([
    server.api.reaches(turns.id, 'failure'),
    server.api.reaches(money.id, 'failure'),
  ]);
  expect(ofTurns).toMatchObject({ error_type: 'non_retriable', retry_count: 0 });
  expect(ofTurns.error_message).toMatch(/maximum number of turns/i);
  expect(ofTurns.advice).toContain('max_turns');
  expect(ofMoney).toMatchObject({ error_type: 'non_retriable', retry_count: 0 });
  expect(ofMoney.advice).toContain('max_budget_usd');
  expect(ofMoney.total_cost_usd).toBeGreaterThan(0.012);
});

test.concurrent('a budget holds over all runs of a task', async ({ expect }) => {
  const plain = await server.api.reaches((await server.ask('SCENARIO:plain')).id, 'success');
  const turn = plain.total_cost_usd ?? Number.NaN;
  const context = { allowed_tools: ['Bash(echo:*)'], max_budget_usd: 4.5 * turn };
  const { id } = await server.ask('SCENARIO:stumble', soon, context);
  const task = await server.api.reaches(id, 'failure', 55_000);
  expect(task).toMatchObject({ error_class: 'ValidationError', retry_count: 1 });
  expect(task.advice).toContain('max_budget_usd');
  const turns = task.runs.map(({ cost }) => Math.round((cost ?? Number.NaN) / turn));
  expect(turns).toEqual([1, 4]);
  expect(task.total_cost_usd).toBeCloseTo(5 * turn, 6);
});

test.concurrent('an endless answer is cancelled within seconds, and nothing is left', async ({ expect }) => {
  const { id } = await server.ask('SCENARIO:endless');
  await expect
    .poll(async () => (await server.api.allLines(id)).length, { timeout: 20_000 })
    .toBeGreaterThan(1);
  const at = performance.now();
  await server.api.cancel(id);
  const task = await server.api.reaches(id, 'revoked');
  expect(performance.now() - at).toBeLessThan(4000);
  expect(processesOf(id)).toEqual([]);
  expect(task.total_cost_usd).not.toBeNull();
});

describe('a definition that can’t be', () => {
  test.for([
    [{}, 'context.prompt'],
    [{ prompt: '  ' }, 'context.prompt'],
    [{ prompt: 'x', permission_mode: 'bypassPermissions' }, 'context.permission_mode'],
    [{ prompt: 'x', allowed_tools: ['--dangerously-skip-permissions'] }, 'context.allowed_tools[0]'],
    [{ prompt: 'x', session_id: 'no' }, 'context.session_id'],
    [{ prompt: 'x', max_budget_usd: 0 }, 'context.max_budget_usd'],
  ] as const)('%j is refused at %s', async ([context, path]) => {
    const body = { name: 'x', project_id: 'default', kind: 'claude', context };
    const problem = await server.api.problem('POST', '/tasks', body);
    expect(problem).toMatchObject({ status: 422, errors: [{ path }] });
  });

  test('a program is refused that is no part of the project', async () => {
    await server.api.request('POST', '/projects', {
      id: 'narrow',
      name: 'narrow',
      folders: ['/tmp'],
      programs: ['ls'],
    });
    const body = { name: 'x', project_id: 'narrow', kind: 'claude', context: { prompt: 'x' } };
    const problem = await server.api.problem('POST', '/tasks', body);
    expect(problem.errors?.[0]?.message).toMatch(/claude is not among the programs/);
  });
});
