import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { readProcessTable } from '../../../server/processes/processTable.ts';
import { type ClaudeServer, startClaudeServer } from '../../support/claudeServer.ts';
import { wrappedClaude } from '../../support/claudeWrapper.ts';
import { eventually } from '../../support/eventually.ts';
import { processesOf } from '../../support/taskProcesses.ts';

/**
 * Where it finds a file `deaf`, the CLI hears no request and no SIGTERM, and neither does what it starts: one process
 * in a session of its own, as the CLI's tools are, and one without the marks of the run.
 */
const script = `
if [ -e deaf ]; then
  trap '' TERM INT HUP
  setsid sleep 1717 &
  env -i "$(command -v sleep)" 1718 &
  touch ready
  while :; do sleep 1; done
fi`;

let server: ClaudeServer;
beforeAll(async () => {
  server = await startClaudeServer({ env: { SWITCHYARD_CLAUDE_BIN: await wrappedClaude(script) } });
});
afterAll(() => server.stop());

test.concurrent('a CLI that hears nothing is killed in the end, with all that it started', async ({
  expect,
}) => {
  const working_dir = mkdtempSync(join(server.folder, 'work-'));
  writeFileSync(join(working_dir, 'deaf'), '');
  const { id } = await server.ask('SCENARIO:plain', { working_dir });
  await eventually(() => existsSync(join(working_dir, 'ready')), { timeoutMs: 20_000 });
  const started = () =>
    [...readProcessTable().values()].filter(({ parent, pid }) => pids.has(pid) || pids.has(parent));
  const pids = new Set(processesOf(id));
  expect(started().length).toBeGreaterThanOrEqual(3);
  await server.api.cancel(id);
  const task = await server.api.reaches(id, 'revoked');
  expect(task.runs).toMatchObject([{ status: 'revoked' }]);
  expect(started()).toEqual([]);
});

test.concurrent('a CLI that is stopped is ended, too', async ({ expect }) => {
  const { id } = await server.ask('SCENARIO:endless');
  await expect
    .poll(async () => (await server.api.allLines(id)).length, { timeout: 20_000 })
    .toBeGreaterThan(1);
  for (const pid of processesOf(id)) process.kill(pid, 'SIGSTOP');
  await server.api.cancel(id);
  await server.api.reaches(id, 'revoked');
  expect(processesOf(id)).toEqual([]);
});
