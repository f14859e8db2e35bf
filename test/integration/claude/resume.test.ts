import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
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
