import { expect, onTestFinished, test } from 'vitest';
import { LEAST_CLAUDE_VERSION } from '../../../server/executors/claude/cliVersion.ts';
import type { WorkerWire } from '../../../shared/worker.ts';
import { claudeCli, OLD_CLAUDE_VERSION } from '../../support/claudeCli.ts';
import { startClaudeServer } from '../../support/claudeServer.ts';
import { eventually } from '../../support/eventually.ts';

test('a CLI that can’t be held to deny rules gets no prompt of a project that has some, and people hear why', async () => {
  const server = await startClaudeServer({
    env: { SWITCHYARD_CLAUDE_BIN: await claudeCli(OLD_CLAUDE_VERSION) },
  });
  onTestFinished(() => server.stop());
  await server.api.request('POST', '/projects', {
    id: 'ruled',
    folders: ['/'],
    programs: ['*'],
    deny: [{ tool: 'Bash', program: 'rm' }],
  });
  const ruled = await server.ask('SCENARIO:plain:ruled', { project_id: 'ruled' });
  const task = await server.api.reaches(ruled.id, 'failure');
  expect(task).toMatchObject({
    error_class: 'ConfigurationError',
    error_message: expect.stringContaining(LEAST_CLAUDE_VERSION),
    retry_count: 0,
  });
  expect(task.error_message).toContain(OLD_CLAUDE_VERSION);
  expect(server.fake.asked).toEqual([]);

  // Without rules to be held to it works.
  await server.api.reaches((await server.ask('SCENARIO:plain:free')).id, 'success');
  await eventually(async () => {
    const { body } = await server.api.request<{ items: WorkerWire[] }>('GET', '/workers');
    expect(body.items).toMatchObject([
      { claude_version: OLD_CLAUDE_VERSION, claude_problem: expect.stringContaining(LEAST_CLAUDE_VERSION) },
    ]);
  });
});
