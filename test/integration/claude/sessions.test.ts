import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claudeCli } from '../../support/claudeCli.ts';
import { type ClaudeServer, startClaudeServer } from '../../support/claudeServer.ts';
import { wrappedClaude } from '../../support/claudeWrapper.ts';
import { eventually } from '../../support/eventually.ts';
import type { RoleProcess } from '../../support/roleProcess.ts';
import { childrenNamed, processesOf } from '../../support/taskProcesses.ts';
import { answer, openQuestions } from '../confirmations/asking.ts';

let server: ClaudeServer;
let worker: RoleProcess;
beforeAll(async () => {
  // Where it finds a file `slow`, the CLI needs long to start, once; with `alone` it doesn't die with its worker, once.
  const alone = `[ ! -e alone ] || { rm alone; '${await claudeCli()}' "$@"; exit $?; }`;
  const program = await wrappedClaude(`[ ! -e slow ] || { rm slow; sleep 6; }\n${alone}`);
  server = await startClaudeServer({ roles: 'api,dispatcher', env: { SWITCHYARD_CLAUDE_BIN: program } });
  worker = await server.start('worker');
});
afterAll(() => server.stop());

const retried = { max_retries: 2, retry_delay: 0.1 };
const quick = 45_000;

test('the worker is killed while a question is open, which is answered meanwhile: the session goes on', async () => {
  const { id } = await server.ask(`SCENARIO:bash:${encodeURIComponent('echo once >> out.txt')}`, {
    ...retried,
    confirmation_timeout: 120,
  });
  const [question] = await openQuestions(server.api, id);
  worker.kill('SIGKILL');
  await worker.ended;
  expect((await answer(server.api, question?.id ?? '', { decision: 'allow' })).status).toBe(200);
  worker = await server.start('worker');
  const task = await server.api.reaches(id, 'success', quick);
  expect(readFileSync(join(task.working_dir, 'out.txt'), 'utf8')).toBe('once\n');
  expect(task.runs).toHaveLength(2);
  expect(task.runs.map(({ session_id }) => session_id)).toEqual([task.session_id, task.session_id]);
  expect(task.stdout).toMatch(/It said:/);
  expect(processesOf(id)).toEqual([]);
});

test('the CLI outlives its worker for a moment: it takes that for no answer, and asks again', async () => {
  const working_dir = mkdtempSync(join(server.folder, 'work-'));
  writeFileSync(join(working_dir, 'alone'), '');
  const { id } = await server.ask(`SCENARIO:bash:${encodeURIComponent('echo alone >> out.txt')}`, {
    ...retried,
    working_dir,
    confirmation_timeout: 120,
  });
  await openQuestions(server.api, id);
  for (const guard of childrenNamed(worker.pid, 'guardProcess')) process.kill(guard, 'SIGKILL');
  worker.kill('SIGKILL');
  await worker.ended;
  worker = await server.start('worker');
  const [question] = await eventually(
    async () => {
      const open = await openQuestions(server.api, id);
      expect(open).toMatchObject([{ run: 2 }]);
      return open;
    },
    { timeoutMs: quick },
  );
  expect(server.fake.asked.filter((key) => key.includes('echo%20alone'))).toHaveLength(2);
  await answer(server.api, question?.id ?? '', { decision: 'allow' });
  const task = await server.api.reaches(id, 'success', quick);
  expect(readFileSync(join(working_dir, 'out.txt'), 'utf8')).toBe('alone\n');
  expect(task.runs.map(({ session_id }) => session_id)).toEqual([task.session_id, task.session_id]);
});

test('the worker is stopped while a tool waits: handed back, no retry counted, and resumed', async () => {
  const { id } = await server.ask(`SCENARIO:bash:${encodeURIComponent('echo hi > out.txt')}`, {
    confirmation_timeout: 120,
  });
  await openQuestions(server.api, id);
  await worker.stop();
  worker = await server.start('worker');
  const [question] = await openQuestions(server.api, id);
  await answer(server.api, question?.id ?? '', { decision: 'allow' });
  const task = await server.api.reaches(id, 'success', quick);
  expect(task).toMatchObject({ retry_count: 0, stdout: expect.stringContaining('It said:') });
  expect(task.runs.map(({ session_id }) => session_id)).toEqual([task.session_id, task.session_id]);
});

test('a CLI that needs long to start goes on with its turn, and is told nothing else', async () => {
  const { id, working_dir } = await server.ask(
    `SCENARIO:bash:${encodeURIComponent('echo once >> out.txt')}`,
    {
      confirmation_timeout: 120,
    },
  );
  await openQuestions(server.api, id);
  await worker.stop();
  writeFileSync(join(working_dir, 'slow'), '');
  worker = await server.start('worker');
  const [question] = await eventually(async () => {
    const open = await openQuestions(server.api, id);
    expect(open).toMatchObject([{ run: 2 }]);
    return open;
  });
  await answer(server.api, question?.id ?? '', { decision: 'allow' });
  const task = await server.api.reaches(id, 'success', quick);
  expect(readFileSync(join(working_dir, 'out.txt'), 'utf8')).toBe('once\n');
  const { body: raw } = await server.api.request<string>('GET', `/tasks/${id}/logs/raw`);
  const [, conversation = ''] = /"transcript_path":"([^"]+)"/.exec(String(raw)) ?? [];
  const words = readFileSync(conversation, 'utf8');
  expect(['SCENARIO:bash', 'Continue.'].map((each) => words.includes(each))).toEqual([true, false]);
  expect(task.runs.map(({ session_id }) => session_id)).toEqual([task.session_id, task.session_id]);
});

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
