import { afterAll, beforeAll, expect, test } from 'vitest';
import { taskSchema } from '../../../shared/task.ts';
import { type ClaudeServer, startClaudeServer } from '../../support/claudeServer.ts';

let server: ClaudeServer;
beforeAll(async () => {
  server = await startClaudeServer();
});
afterAll(() => server.stop());

test('a prompt is answered: with a transcript, its cost and its session', async () => {
  const submitted = await server.ask('SCENARIO:plain:there');
  expect(submitted).toMatchObject({ kind: 'claude', command: null, exclusive: true, session_id: null });
  const task = await server.api.reaches(submitted.id, 'success');
  expect(taskSchema.parse(task)).toEqual(task);
  expect(task.stdout).toBe('Hello from the fake API. there\n');
  expect(task).toMatchObject({ exit_code: 0, num_turns: 1, permission_denials: [] });
  expect(task.session_id).toMatch(/^[0-9a-f-]{36}$/);
  expect(task.total_cost_usd).toBeGreaterThan(0);
  expect(task.usage).toMatchObject({ input_tokens: 1000, output_tokens: 50 });
  expect(task.result).toMatchObject({ subtype: 'success', result: 'Hello from the fake API. there' });
  expect(task.runs).toMatchObject([{ session_id: task.session_id, cost: task.total_cost_usd }]);
  const system = (await server.api.allLines(task.id)).filter(({ stream }) => stream === 'system');
  expect(system.map(({ text }) => text)).toEqual([
    expect.stringContaining(`session ${task.session_id}`),
    expect.stringMatching(/^done: 1 turn, .* s, \$0\.\d+/),
  ]);
});
