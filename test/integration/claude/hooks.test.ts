import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClaudeServer, startClaudeServer } from '../../support/claudeServer.ts';
import type { RoleProcess } from '../../support/roleProcess.ts';
import { answer, confirmationsOf, openQuestions } from '../confirmations/asking.ts';

let server: ClaudeServer;
let worker: RoleProcess;
beforeAll(async () => {
  server = await startClaudeServer({ roles: 'api,dispatcher' });
  worker = await server.start('worker');
});
afterAll(() => server.stop());

/** A folder whose repository has a hook, as somebody may check one in. */
function folderWithHook(event: string, script: string, more: object = {}): string {
  const folder = mkdtempSync(join(server.folder, 'hooked-'));
  const command = join(folder, 'hook.sh');
  writeFileSync(command, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  mkdirSync(join(folder, '.claude'));
  const hooks = { [event]: [{ hooks: [{ type: 'command', command, ...more }] }] };
  writeFileSync(join(folder, '.claude/settings.json'), JSON.stringify({ hooks }));
  return folder;
}

const says = (answer: object) => `echo '${JSON.stringify(answer)}'`;
const defers = says({ hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision: 'defer' } });
const stops = says({ continue: false, stopReason: 'enough' });
const touch = (name: string) => `SCENARIO:bash:${encodeURIComponent(`touch ${name}`)}`;
const once = { max_retries: 0, confirmation_timeout: 120 };

test('a call that a hook puts off becomes a question: allowed, it is done once, and the hook counts again', async () => {
  const working_dir = folderWithHook('PreToolUse', `echo called >> calls\n${defers}`);
  const { id } = await server.ask('SCENARIO:permissions:2', { ...once, working_dir });
  const [first] = await openQuestions(server.api, id);
  expect(first).toMatchObject({ kind: 'permission', title: 'Bash: touch file-0', detail: 'touch file-0' });
  expect(await server.api.task(id)).toMatchObject({ status: 'waiting_confirmation' });
  await answer(server.api, first?.id ?? '', { decision: 'allow' });
  // Its hook is asked again for the next call.
  const [second] = await openQuestions(server.api, id);
  expect(second).toMatchObject({ title: 'Bash: touch file-1' });
  await answer(server.api, second?.id ?? '', { decision: 'allow' });
  const task = await server.api.reaches(id, 'success');
  expect(task.result).toMatchObject({ result: 'All done.' });
  expect(task.runs).toHaveLength(1);
  expect(await confirmationsOf(server.api, id)).toHaveLength(2);
  for (const name of ['file-0', 'file-1']) expect(existsSync(join(working_dir, name))).toBe(true);
});

test('a call that a hook puts off and a person denies: Claude hears of the denial and goes on', async () => {
  const working_dir = folderWithHook('PreToolUse', defers);
  const { id } = await server.ask(touch('x'), { ...once, working_dir });
  const [question] = await openQuestions(server.api, id);
  await answer(server.api, question?.id ?? '', { decision: 'deny', reason: 'not today' });
  const task = await server.api.reaches(id, 'success');
  expect(task.stdout).toContain('not today');
  expect(existsSync(join(working_dir, 'x'))).toBe(false);
});

test('a call that was put off waits through the loss of its worker, and counts no retry', {
  timeout: 120_000,
}, async () => {
  const working_dir = folderWithHook('PreToolUse', defers);
  const { id } = await server.ask(touch('x'), { ...once, working_dir });
  const [question] = await openQuestions(server.api, id);
  worker.kill('SIGKILL');
  await worker.ended;
  await answer(server.api, question?.id ?? '', { decision: 'allow' });
  worker = await server.start('worker');
  const task = await server.api.reaches(id, 'success', 60_000);
  expect(task).toMatchObject({ retry_count: 0, retry_history: [] });
  expect(await confirmationsOf(server.api, id)).toMatchObject([{ id: question?.id, status: 'allowed' }]);
  expect(existsSync(join(working_dir, 'x'))).toBe(true);
});

test('a deny rule wins over who allows a call that was put off', async () => {
  await server.api.request('POST', '/projects', {
    id: 'ruled',
    folders: ['/'],
    programs: ['*'],
    deny: [{ tool: 'Bash', program: 'touch' }],
  });
  const working_dir = folderWithHook('PreToolUse', defers);
  const { id } = await server.ask(touch('x'), { ...once, working_dir, project_id: 'ruled' });
  const task = await server.api.reaches(id, 'success');
  expect(task.stdout).toMatch(/denied by a rule of the project ruled/);
  expect(existsSync(join(working_dir, 'x'))).toBe(false);
});

test.each([
  ['PreToolUse', 'in the middle of a turn'],
  ['Stop', 'at the end of a turn'],
  ['UserPromptSubmit', 'before the first turn'],
])('a %s hook that stops the run %s is a failure that names it, and no success', async (event) => {
  const working_dir = folderWithHook(event, stops);
  const { id } = await server.ask(touch('x'), { ...once, working_dir }, { allowed_tools: ['Bash'] });
  const task = await server.api.reaches(id, 'failure');
  expect(task).toMatchObject({ error_class: 'PermissionError', error_type: 'non_retriable' });
  expect(task.advice).toContain('.claude/settings.json');
});

test.each([
  ['hangs', 'sleep 600', { timeout: 1 }],
  ['crashes', 'exit 3', {}],
])('a hook that %s stops nothing', async (_case, script, more) => {
  const working_dir = folderWithHook('PreToolUse', script, more);
  const { id } = await server.ask(touch('x'), { ...once, working_dir }, { allowed_tools: ['Bash'] });
  await server.api.reaches(id, 'success');
  expect(existsSync(join(working_dir, 'x'))).toBe(true);
});
