import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WorkerWire } from '../../../shared/worker.ts';
import { claudeCli } from '../../support/claudeCli.ts';
import { type ClaudeServer, startClaudeServer } from '../../support/claudeServer.ts';
import { wrappedClaude } from '../../support/claudeWrapper.ts';
import { eventually } from '../../support/eventually.ts';
import { answer, confirmationsOf, openQuestions } from '../confirmations/asking.ts';

let server: ClaudeServer;
beforeAll(async () => {
  server = await startClaudeServer();
});
afterAll(() => server.stop());

const background = (...prompts: string[]) => `SCENARIO:background:${encodeURIComponent(prompts.join('|'))}`;
const touch = (name: string) => `SCENARIO:bash:${encodeURIComponent(`touch ${name}`)}`;

test('a task that must never ask is denied what would need a permission, and its log tells of it', async () => {
  const { id } = await server.ask(touch('x'), {}, { permission_prompts: 'none' });
  const task = await server.api.reaches(id, 'success');
  expect(task.permission_denials).toMatchObject([{ tool_name: 'Bash' }]);
  expect(await confirmationsOf(server.api, id)).toEqual([]);
  expect(existsSync(join(task.working_dir, 'x'))).toBe(false);
  const lines = (await server.api.allLines(id)).map(({ text }) => text);
  expect(lines).toContainEqual(expect.stringMatching(/^denied without asking: Bash/));
});

test('the mode auto is passed on', async () => {
  const { id } = await server.ask('SCENARIO:plain', {}, { permission_mode: 'auto' });
  expect(await server.api.reaches(id, 'success')).toMatchObject({ context: { permission_mode: 'auto' } });
});

test('a fan-out of subagents stops at the caps of the project, whatever the task’s variables say', async () => {
  const project = { folders: ['/'], programs: ['*'] };
  await server.api.request('POST', '/projects', { id: 'narrow', ...project, subagents: { at_once: 1 } });
  await server.api.request('POST', '/projects', { id: 'few', ...project, subagents: { per_session: 1 } });
  const prompt = background('SCENARIO:slow:1', 'SCENARIO:slow:1');
  const env = { CLAUDE_CODE_MAX_CONCURRENT_SUBAGENTS: '50' };
  const [narrow, few] = await Promise.all(
    ['narrow', 'few'].map((project_id) => server.ask(prompt, { project_id, env })),
  );
  for (const submitted of [narrow, few]) {
    const task = await server.api.reaches(submitted?.id ?? '', 'success');
    expect(task.result).toMatchObject({ result: 'It ended: Slow answer after 1.' });
    // The main conversation's own requests and one subagent's, not two.
    expect(task.usage).toMatchObject({ input_tokens: 4000 });
  }
});

test('a worker that was started within a Claude session passes nothing of that session on', async () => {
  const env = { CLAUDECODE: '1', CLAUDE_CODE_ENTRYPOINT: 'cli', CLAUDE_CODE_SESSION_ID: 'outer' };
  const inner = await startClaudeServer({ env });
  try {
    const { id } = await inner.ask(
      `SCENARIO:bash:${encodeURIComponent('env | grep -c "outer" || echo clean')}`,
      {},
      { allowed_tools: ['Bash'] },
    );
    expect((await inner.api.reaches(id, 'success')).stdout).toContain('clean');
  } finally {
    await inner.stop();
  }
});

test('a request that must not be allowed by default says so, with the subagent’s name left out for the main one', async () => {
  // The CLI asks so where its own judge has refused, which takes a real model: its question is marked on the way.
  const program = await claudeCli();
  const marks = `'${program}' "$@" | sed -u 's/"subtype":"can_use_tool",/&"default_to_no":true,/'; exit 0`;
  const careful = await startClaudeServer({ env: { SWITCHYARD_CLAUDE_BIN: await wrappedClaude(marks) } });
  try {
    const { id } = await careful.ask(touch('x'), { confirmation_timeout: 120 });
    const [question] = await openQuestions(careful.api, id);
    expect(question).toMatchObject({ default_to_no: true, agent: null, title: 'Bash: touch x' });
    await answer(careful.api, question?.id ?? '', { decision: 'allow' });
    await careful.api.reaches(id, 'success');
  } finally {
    await careful.stop();
  }
});

test('a worker tells which CLI it has', async () => {
  await eventually(async () => {
    const { body } = await server.api.request<{ items: WorkerWire[] }>('GET', '/workers');
    expect(body.items).toMatchObject([
      { claude_version: expect.stringMatching(/^\d+\.\d+\.\d+$/), claude_problem: null },
    ]);
  });
});
