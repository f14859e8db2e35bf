import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TaskDefinitionInput } from '../../../shared/taskDefinition.ts';
import { type ClaudeServer, startClaudeServer } from '../../support/claudeServer.ts';
import { moves } from '../confirmations/asking.ts';

let server: ClaudeServer;
beforeAll(async () => {
  // Limits of use are of subscriptions: logged in, not with a key.
  const env = { CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-dummy', ANTHROPIC_API_KEY: '', SWITCHYARD_SLOTS: '4' };
  server = await startClaudeServer({ env });
});
afterAll(() => server.stop());

/** Tasks of an account that no other test uses. */
const account = (name: string): Partial<TaskDefinitionInput> => ({
  env: { CLAUDE_CODE_OAUTH_TOKEN: `sk-ant-oat01-${name}` },
});

test('a used-up subscription parks the task until its reset, and holds the others with it', async () => {
  // A limit is no failure: what the project calls its failures doesn't matter.
  const patterns = [{ output: '*', error_class: 'SystemFailure' }];
  await server.api.request('PATCH', '/projects/default', { error_patterns: patterns });
  const { id } = await server.ask('SCENARIO:limit:8', { max_retries: 0 });
  const parked = await server.api.reaches(id, 'retry');
  expect(parked).toMatchObject({
    retry_count: 0,
    error_class: 'RateLimitError',
    blocked_on: { reason: 'usage_limit', detail: expect.stringMatching(/^You've hit your 5-hour limit/) },
  });
  const resetsAt = Date.parse(parked.next_try_at ?? '');
  expect(parked.blocked_on?.next_try_at).toBe(parked.next_try_at);

  const other = await server.ask('SCENARIO:plain');
  const elsewhere = await server.ask('SCENARIO:plain', { env: { ANTHROPIC_API_KEY: 'another' } });
  await server.api.reaches(elsewhere.id, 'success');
  expect(await server.api.task(other.id)).toMatchObject({
    status: 'pending',
    blocked_on: { reason: 'usage_limit', next_try_at: parked.next_try_at },
  });

  const task = await server.api.reaches(id, 'success');
  expect(task.stdout).toBe('The limit is gone.\n');
  expect(task).toMatchObject({ retry_count: 0, retry_history: [], error_class: null });
  expect(moves(task).slice(3, 6)).toEqual(['running', 'failure', 'retry']);
  expect(task.runs.map(({ session_id }) => session_id)).toEqual([task.session_id, task.session_id]);
  const waited = await server.api.reaches(other.id, 'success');
  for (const { runs } of [task, waited]) {
    expect(Date.parse(runs.at(-1)?.started_at ?? '')).toBeGreaterThanOrEqual(resetsAt);
  }
  const letters = await server.api.request<{ items: unknown[] }>('GET', '/dead-letters');
  expect(letters.body.items).toEqual([]);
});

test('a used-up window of one model holds the account’s tasks of that model, and no others', async () => {
  const [mine, another] = [account('opus-mine'), account('opus-another')];
  const { id } = await server.ask('SCENARIO:limit:12,seven_day_opus', mine, { model: 'opus' });
  const parked = await server.api.reaches(id, 'retry');
  expect(parked.blocked_on).toMatchObject({
    reason: 'usage_limit',
    detail: expect.stringMatching(/^You've hit your Opus limit/),
    next_try_at: parked.next_try_at,
  });

  const same = await server.ask('SCENARIO:plain:same', mine, { model: 'claude-opus-5-5' });
  const free = await Promise.all([
    server.ask('SCENARIO:plain:sonnet', mine, { model: 'sonnet' }),
    // Which model it will have is known when it runs.
    server.ask('SCENARIO:plain:default', mine),
    server.ask('SCENARIO:plain:another', another, { model: 'opus' }),
  ]);
  for (const each of free) await server.api.reaches(each.id, 'success');
  expect(await server.api.task(same.id)).toMatchObject({
    status: 'pending',
    blocked_on: { reason: 'usage_limit', next_try_at: parked.next_try_at },
  });
  const resetsAt = Date.parse(parked.next_try_at ?? '');
  for (const held of [id, same.id]) {
    const { runs } = await server.api.reaches(held, 'success');
    expect(Date.parse(runs.at(-1)?.started_at ?? '')).toBeGreaterThanOrEqual(resetsAt);
  }
});

test('once a task without a model has met a model’s window, the account’s others without one wait as well', async () => {
  const mine = account('default');
  const { id } = await server.ask('SCENARIO:limit:10,seven_day_sonnet', mine);
  const parked = await server.api.reaches(id, 'retry');
  const held = await Promise.all([
    server.ask('SCENARIO:plain:none', mine),
    server.ask('SCENARIO:plain:sonnet2', mine, { model: 'sonnet' }),
  ]);
  const haiku = await server.ask('SCENARIO:plain:haiku', mine, { model: 'haiku' });
  await server.api.reaches(haiku.id, 'success');
  for (const each of held) {
    expect(await server.api.task(each.id)).toMatchObject({
      status: 'pending',
      blocked_on: { reason: 'usage_limit', next_try_at: parked.next_try_at },
    });
  }
  for (const each of held) await server.api.reaches(each.id, 'success');
});
