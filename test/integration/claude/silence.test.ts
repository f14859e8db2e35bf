import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClaudeServer, startClaudeServer } from '../../support/claudeServer.ts';
import { processesOf } from '../../support/taskProcesses.ts';

let server: ClaudeServer;
beforeAll(async () => {
  server = await startClaudeServer({ env: { SWITCHYARD_SLOTS: '4' } });
});
afterAll(() => server.stop());

/** Longer than the CLI needs to start, on a crowded machine, too. */
const silent = { limits: { silence_seconds: 5 }, max_retries: 0 };

const hangs = {
  'an API that never answers': ['SCENARIO:hang', {}],
  'a tool that never ends': [
    `SCENARIO:bash:${encodeURIComponent('tail -f /dev/null')}`,
    { allowed_tools: ['Bash'] },
  ],
} as const;

for (const [name, [prompt, context]] of Object.entries(hangs)) {
  test.concurrent(`a run that waits for ${name} is silent, and is ended as such`, async () => {
    const { id } = await server.ask(prompt, silent, context);
    const task = await server.api.reaches(id, 'failure', 60_000);
    expect(task).toMatchObject({ error_class: 'SilenceTimeout', error_type: 'retriable' });
    expect(processesOf(id)).toEqual([]);
  });
}

test.concurrent('a retry after a silence goes on with the session', async () => {
  const { id } = await server.ask('SCENARIO:hang:1', { ...silent, max_retries: 1, retry_delay: 0 });
  const task = await server.api.reaches(id, 'success', 60_000);
  expect(task).toMatchObject({ stdout: 'At last.\n', retry_history: [{ error_class: 'SilenceTimeout' }] });
  expect(task.runs.map(({ session_id }) => session_id)).toEqual([task.session_id, task.session_id]);
});

test.concurrent('a run of which nothing is shown yet, while the API sends, is not silent', async () => {
  const { id } = await server.ask('SCENARIO:longinput:15', silent, { allowed_tools: ['Bash'] });
  const task = await server.api.reaches(id, 'success', 60_000);
  expect(task.duration).toBeGreaterThan(10);
  expect(task.stdout).toContain('It is written.');
});
