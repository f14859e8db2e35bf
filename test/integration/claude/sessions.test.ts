import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClaudeServer, startClaudeServer } from '../../support/claudeServer.ts';
import { eventually } from '../../support/eventually.ts';

let server: ClaudeServer;
beforeAll(async () => {
  server = await startClaudeServer();
});
afterAll(() => server.stop());

const retried = { max_retries: 2, retry_delay: 0.1 };
const quick = 45_000;

test('a conversation that is gone is not resumed, and its id is not kept', async () => {
  const { id } = await server.ask(
    'SCENARIO:toolfail:529x2',
    { max_retries: 1, retry_delay: 1 },
    {
      allowed_tools: ['Bash'],
    },
  );
  await server.api.reaches(id, 'retry');
  rmSync(join(server.folder, '.claude'), { recursive: true });
  const task = await server.api.reaches(id, 'success');
  const [first, second] = task.runs;
  expect(second?.session_id).not.toBe(first?.session_id);
  expect(task.session_id).toBe(second?.session_id);
  expect(readFileSync(join(task.working_dir, 'steps.txt'), 'utf8')).toBe('first\nfirst\n');
});

test('a task goes on with the conversation of another one, and never beside it', async () => {
  const first = await server.api.reaches((await server.ask('SCENARIO:plain:one')).id, 'success');
  const again = { working_dir: first.working_dir, exclusive: false };
  const context = { session_id: first.session_id };
  const running = await server.ask('SCENARIO:endless', again, context);
  await eventually(async () => (await server.api.allLines(running.id)).length > 1, { timeoutMs: 20_000 });
  const waiting = await server.ask('SCENARIO:plain:two', again, context);
  const parked = await server.api.reaches(waiting.id, 'retry');
  expect(parked).toMatchObject({ retry_count: 0, error_message: expect.stringContaining('is in use') });
  await server.api.cancel(running.id);
  await server.api.reaches(running.id, 'revoked');
  const task = await server.api.reaches(waiting.id, 'success', quick);
  expect(task).toMatchObject({ session_id: first.session_id, stdout: 'Hello from the fake API. two\n' });
  expect(task.total_cost_usd).toBeLessThan(0.02);
});

test('two tasks that ask for one conversation at the same moment have it one after the other', async () => {
  const first = await server.api.reaches((await server.ask('SCENARIO:plain:one')).id, 'success');
  const line = 'echo $SWITCHYARD_TASK_ID >> witness; sleep 1; echo $SWITCHYARD_TASK_ID >> witness';
  const ask = () =>
    server.ask(
      `SCENARIO:bash:${encodeURIComponent(line)}`,
      { working_dir: first.working_dir, exclusive: false },
      { session_id: first.session_id, allowed_tools: ['Bash'] },
    );
  const both = await Promise.all([ask(), ask()]);
  const ended = await Promise.all(both.map(({ id }) => server.api.reaches(id, 'success', quick)));
  const [one, two, three, four] = readFileSync(join(first.working_dir, 'witness'), 'utf8').trim().split('\n');
  expect([one, three]).toEqual([two, four]);
  expect(new Set([one, three])).toEqual(new Set(both.map(({ id }) => id)));
  // One came too late, was told so, and lost no try by it.
  expect(ended.map(({ runs }) => runs.length).sort()).toEqual([1, expect.any(Number)]);
  expect(Math.max(...ended.map(({ runs }) => runs.length))).toBeGreaterThan(1);
  for (const { retry_count, session_id } of ended) {
    expect({ retry_count, session_id }).toEqual({ retry_count: 0, session_id: first.session_id });
  }
});

test('a conversation that nobody knows is refused, by name', async () => {
  const session_id = '11111111-1111-4111-8111-111111111111';
  const { id } = await server.ask('SCENARIO:plain', retried, { session_id });
  const task = await server.api.reaches(id, 'failure');
  expect(task).toMatchObject({ error_class: 'ValidationError', retry_count: 0 });
  expect(task.error_message).toContain(session_id);
});
