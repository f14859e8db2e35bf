import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDashboard } from '../../../extension/api/readDashboard.ts';
import { RestClient } from '../../../extension/api/restClient.ts';
import { dashboardDataSchema } from '../../../shared/dashboardIpc.ts';
import type { TaskStatistics } from '../../../shared/statistics.ts';
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
    expect.stringMatching(/^ran .* s, 1 turn, \$0\.\d+$/),
  ]);
  const raw = await server.api.request<string>('GET', `/tasks/${task.id}/logs/raw`);
  const messages = raw.body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string });
  expect(messages.map(({ type }) => type)).toEqual(expect.arrayContaining(['system', 'assistant', 'result']));
  expect(messages.map(({ type }) => type)).not.toContain('stream_event');
});

test('what a run costs is summed by project and by user', async () => {
  const { body } = await server.api.request<TaskStatistics>('GET', '/tasks/statistics?period=day');
  const [task] = (await server.api.list('kind=claude')).items;
  expect(body.cost).toEqual({
    total_usd: task?.total_cost_usd,
    by_project: [{ project_id: 'default', usd: task?.total_cost_usd }],
    by_user: [{ user_id: 'admin', usd: task?.total_cost_usd }],
  });
});

test.each([
  [7, 7],
  [14, 30],
  [30, 30],
])('the dashboard of %i days shows what runs cost in %i', async (days, costDays) => {
  const data = await readDashboard(new RestClient({ url: server.url, token: server.token }), {
    days,
    kind: '',
  });
  expect(dashboardDataSchema.parse(data)).toEqual(data);
  const [task] = (await server.api.list('kind=claude')).items;
  expect(data.costs).toMatchObject({ days: costDays, total_usd: task?.total_cost_usd });
  expect(data.costs.by_user).toEqual([{ user_id: 'admin', usd: task?.total_cost_usd }]);
  expect(data.performance.items).toHaveLength(days);
});
