import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClaudeServer, startClaudeServer } from '../../support/claudeServer.ts';
import { eventually } from '../../support/eventually.ts';
import { EventClient } from '../events/eventClient.ts';

let server: ClaudeServer;
beforeAll(async () => {
  server = await startClaudeServer({ env: { SWITCHYARD_SLOTS: '4' } });
});
afterAll(() => server.stop());

/** The CLI has the one or the other; the model that it takes by itself has none. */
const lists = {
  tasks: { env: { CLAUDE_CODE_ENABLE_TODO_TOOLS: '1' }, details: { turns: 7, tool_calls: 8 } },
  todos: {
    env: { CLAUDE_CODE_ENABLE_TODO_TOOLS: '1', CLAUDE_CODE_ENABLE_TASKS: '0' },
    details: { turns: 6, tool_calls: 5 },
  },
};

for (const [sort, { env, details }] of Object.entries(lists)) {
  test(`the list of steps that the CLI keeps as ${sort} is the task’s progress`, async () => {
    const client = await EventClient.connect(server.url);
    const context = { allowed_tools: ['Bash'] };
    const { id } = await server.ask(`SCENARIO:steps:${sort}`, { env }, context);
    await client.subscribe([`task:${id}`]);
    const task = await server.api.reaches(id, 'success');
    expect(task.progress).toMatchObject({
      percentage: 100,
      total_steps: 2,
      details,
      current_step: 'Bash: touch tried',
    });
    await eventually(() => {
      const told = client.of('event').filter(({ event }) => event.type === 'task.progress');
      expect(told.at(-1)?.event).toMatchObject({ task_id: id, progress: { percentage: 100 } });
    });
  });
}

test('without a list, the latest tool is what is told, while it runs', async () => {
  const { id } = await server.ask(
    `SCENARIO:bash:${encodeURIComponent('tail -f /dev/null')}`,
    {},
    { allowed_tools: ['Bash'] },
  );
  await eventually(
    async () =>
      expect((await server.api.task(id)).progress).toMatchObject({
        percentage: 0,
        current_step: 'Bash: tail -f /dev/null',
        total_steps: 0,
        details: { turns: 1, tool_calls: 1 },
      }),
    { timeoutMs: 30_000 },
  );
  await server.api.cancel(id);
  await server.api.reaches(id, 'revoked');
});
