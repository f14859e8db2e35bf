import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Problem } from '../../../shared/problem.ts';
import type { Task } from '../../../shared/task.ts';
import type { SentInput } from '../../../shared/taskInput.ts';
import { type ClaudeServer, startClaudeServer } from '../../support/claudeServer.ts';
import { eventually } from '../../support/eventually.ts';
import type { RoleProcess } from '../../support/roleProcess.ts';
import { answer, openQuestions } from '../confirmations/asking.ts';

const FORM_SERVER = fileURLToPath(new URL('../../support/formServer.ts', import.meta.url));

let server: ClaudeServer;
let worker: RoleProcess;
beforeAll(async () => {
  server = await startClaudeServer({ roles: 'api,dispatcher' });
  worker = await server.start('worker');
});
afterAll(() => server.stop());

const say = (id: string, text: string) =>
  server.api.request<Task & { code?: string }>('POST', `/tasks/${id}/input`, { text });
const inputs = async (id: string) =>
  (await server.api.request<SentInput[]>('GET', `/tasks/${id}/inputs`)).body;
const texts = async (id: string) => (await server.api.allLines(id)).map(({ text }) => text);
const bash = (command: string) => `SCENARIO:bash:${encodeURIComponent(command)}`;
const printed = (id: string, line: string | RegExp) =>
  eventually(async () => expect(await texts(id)).toContainEqual(expect.stringMatching(line)), {
    timeoutMs: 30_000,
  });

test('messages reach a running conversation in their order, and the log tells who sent them', async () => {
  const { id } = await server.ask('SCENARIO:slow:4');
  await printed(id, /^session /);
  expect((await say(id, 'SCENARIO:plain:first')).status).toBe(200);
  await say(id, 'SCENARIO:plain:second');
  expect(await inputs(id)).toMatchObject([
    { text: 'SCENARIO:plain:first', user_id: 'admin' },
    { text: 'SCENARIO:plain:second', user_id: 'admin' },
  ]);
  const task = await server.api.reaches(id, 'success');
  expect((await inputs(id)).map(({ status }) => status)).toEqual(['delivered', 'delivered']);
  const lines = await texts(id);
  const places = ['Slow answer', 'admin says: SCENARIO:plain:first', 'admin says: SCENARIO:plain:second'].map(
    (text) => lines.findIndex((line) => line.includes(text)),
  );
  expect(places.toSorted((a, b) => a - b)).toEqual(places);
  expect(places).not.toContain(-1);
  expect(task.result).toMatchObject({ result: 'Hello from the fake API. second' });
});

test('a message to a run that waits for a person is heard with the answer', async () => {
  const { id } = await server.ask(bash('touch x'), { confirmation_timeout: 120 });
  const [question] = await openQuestions(server.api, id);
  await say(id, 'SCENARIO:plain:beside');
  await answer(server.api, question?.id ?? '', { decision: 'allow' });
  await server.api.reaches(id, 'success');
  expect(await inputs(id)).toMatchObject([{ status: 'delivered' }]);
  expect(await texts(id)).toContain('admin says: SCENARIO:plain:beside');
});

test('a message to a run whose worker was lost is heard by the next one', { timeout: 120_000 }, async () => {
  const { id } = await server.ask(bash('touch x'), { confirmation_timeout: 120 });
  const [question] = await openQuestions(server.api, id);
  worker.kill('SIGSTOP');
  await say(id, 'SCENARIO:plain:later');
  worker.kill('SIGKILL');
  await worker.ended;
  worker = await server.start('worker');
  await answer(server.api, question?.id ?? '', { decision: 'allow' });
  await server.api.reaches(id, 'success', 60_000);
  expect(await inputs(id)).toMatchObject([{ status: 'delivered' }]);
  expect(await texts(id)).toContain('admin says: SCENARIO:plain:later');
});

test('a message that its task didn’t live to hear is told to be dropped', async () => {
  const { id } = await server.ask(bash('tail -f /dev/null'), {}, { allowed_tools: ['Bash'] });
  await printed(id, /tail -f/);
  await say(id, 'too late');
  await server.api.cancel(id);
  await server.api.reaches(id, 'revoked');
  expect(await inputs(id)).toMatchObject([{ text: 'too late', status: 'dropped' }]);
  const late = await say(id, 'much too late');
  expect(late).toMatchObject({ status: 409, body: { code: 'task.illegal_transition' } });
});

test('a finished task is continued: in its conversation and its folder, with another prompt', async () => {
  const first = await server.ask(bash('echo one > out.txt'), {}, { allowed_tools: ['Bash'] });
  const before = await server.api.reaches(first.id, 'success');
  const second = await server.api.submit({
    kind: 'claude',
    continues: first.id,
    context: { prompt: bash('cat out.txt'), allowed_tools: ['Bash'] },
  });
  expect(second).toMatchObject({ continues: first.id, working_dir: before.working_dir });
  const after = await server.api.reaches(second.id, 'success');
  expect(after.session_id).toBe(before.session_id);
  expect(after.stdout).toContain('It said: one');
  // What the first one has cost is not counted again.
  expect(after.total_cost_usd).toBeCloseTo(before.total_cost_usd ?? 0, 9);
  expect(after.usage).toEqual(before.usage);
});

test('what can’t be continued is refused with the reason', async () => {
  const { id: live } = await server.ask(bash('tail -f /dev/null'), {}, { allowed_tools: ['Bash'] });
  const command = await server.api.submit({ command: 'true' });
  const unstarted = await server.ask('SCENARIO:plain', { delay_seconds: 600 });
  await server.api.cancel(unstarted.id);
  const broken = await server.ask('SCENARIO:fail:400x9', { max_retries: 0 });
  await Promise.all([
    server.api.reaches(command.id, 'success'),
    server.api.reaches(unstarted.id, 'revoked'),
    server.api.reaches(broken.id, 'failure'),
  ]);
  const tryIt = async (continues: string, more: object = {}) => {
    const { status, body } = await server.api.request<Problem & { reason?: string }>('POST', '/tasks', {
      name: 'next',
      project_id: 'default',
      kind: 'claude',
      continues,
      context: { prompt: 'go on' },
      ...more,
    });
    return { status, code: body.code, reason: body.reason };
  };
  const refused = { status: 422, code: 'task.cannot_continue' };
  expect(await tryIt(live)).toEqual({ ...refused, reason: 'live' });
  expect(await tryIt(command.id)).toEqual({ ...refused, reason: 'not_claude' });
  expect(await tryIt(unstarted.id)).toEqual({ ...refused, reason: 'no_session' });
  expect(await tryIt(broken.id)).toEqual({ ...refused, reason: 'session_gone' });
  const unknown = '0190a0a0-0000-7000-8000-000000000000';
  expect(await tryIt(unknown)).toMatchObject({ status: 422, code: 'request.invalid' });
  const both = { context: { prompt: 'go on', session_id: '6d2c4b0e-6f0f-4f4e-9d7a-2f5f3b1f0a11' } };
  expect(await tryIt(live, both)).toMatchObject({ status: 422, code: 'request.invalid' });
  await server.api.cancel(live);
});

test('name and prompt of a task that waits can be changed, until its conversation has begun', async () => {
  const { id } = await server.ask('SCENARIO:plain:old', { delay_seconds: 600 });
  const patch = (change: object) =>
    server.api.request<Task & { code?: string }>('PATCH', `/tasks/${id}`, change);
  const prompt = 'SCENARIO:plain:new';
  expect(await patch({ name: 'renamed', context: { prompt } })).toMatchObject({
    status: 200,
    body: { name: 'renamed', context: { prompt } },
  });
  await patch({ scheduled_at: null });
  const task = await server.api.reaches(id, 'success');
  expect(task.stdout).toBe('Hello from the fake API. new\n');
  expect((await patch({ context: { prompt } })).status).toBe(409);
  const command = await server.api.submit({ command: 'true', delay_seconds: 600 });
  const { status } = await server.api.request('PATCH', `/tasks/${command.id}`, { context: { prompt } });
  expect(status).toBe(422);
});

test('a form of an MCP server is a question with fields; what is filled in reaches the server', async () => {
  const { id } = await server.ask(
    'SCENARIO:mcp:forms/deploy',
    { working_dir: withForms(), confirmation_timeout: 120 },
    { allowed_tools: ['mcp__forms__deploy'] },
  );
  const [form] = await openQuestions(server.api, id);
  expect(form).toMatchObject({
    kind: 'form',
    title: 'forms: Where shall it go?',
    fields: [
      { name: 'place', title: 'Place', type: 'enum', options: ['staging', 'production'], required: true },
      { name: 'copies', title: 'Copies', type: 'number', required: true },
      { name: 'note', title: 'What the log says', type: 'string', required: false },
      { name: 'now', title: 'At once', type: 'boolean', required: false },
    ],
  });
  const wrong = await answer(server.api, form?.id ?? '', {
    decision: 'allow',
    values: { place: 'moon', copies: '2' },
  });
  expect(wrong).toMatchObject({
    status: 422,
    body: { errors: [{ path: 'values.place' }, { path: 'values.copies' }] },
  });
  await answer(server.api, form?.id ?? '', { decision: 'allow', values: { place: 'staging', copies: 2 } });
  const task = await server.api.reaches(id, 'success');
  expect(JSON.stringify(task.result)).toMatch(/accept.*staging/);
});

test('an address that an MCP server wants opened is shown as it is, and may be declined', async () => {
  const { id } = await server.ask(
    'SCENARIO:mcp:forms/deploy',
    { working_dir: withForms('--url'), confirmation_timeout: 120 },
    { allowed_tools: ['mcp__forms__deploy'] },
  );
  const [form] = await openQuestions(server.api, id);
  expect(form).toMatchObject({ kind: 'form', title: 'forms: https://example.org/sign-in', fields: [] });
  await answer(server.api, form?.id ?? '', { decision: 'deny' });
  expect(JSON.stringify((await server.api.reaches(id, 'success')).result)).toMatch(/decline/);
});

/** A folder whose project has an MCP server with a form. */
function withForms(...args: string[]): string {
  const folder = mkdtempSync(join(server.folder, 'forms-'));
  const command = { command: process.execPath, args: [FORM_SERVER, ...args] };
  writeFileSync(join(folder, '.mcp.json'), JSON.stringify({ mcpServers: { forms: command } }));
  mkdirSync(join(folder, '.claude'));
  const settings = JSON.stringify({ enableAllProjectMcpServers: true });
  writeFileSync(join(folder, '.claude/settings.local.json'), settings);
  return folder;
}
