import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConfirmationAnswer } from '../../../shared/confirmation.ts';
import type { Task } from '../../../shared/task.ts';
import { type ClaudeServer, startClaudeServer } from '../../support/claudeServer.ts';
import { processesOf } from '../../support/taskProcesses.ts';
import { answer, confirmationsOf, moves, openQuestions } from '../confirmations/asking.ts';

let server: ClaudeServer;
beforeAll(async () => {
  server = await startClaudeServer({ env: { SWITCHYARD_SLOTS: '6' } });
});
afterAll(() => server.stop());

const command = (line: string) => `SCENARIO:bash:${encodeURIComponent(line)}`;
const fileOf = (task: Task, name: string) => join(task.working_dir, name);

test.concurrent('a permission is asked for with the exact command, allowed, and used', async () => {
  const { id } = await server.ask(command('echo hi > out.txt'));
  const [question] = await openQuestions(server.api, id);
  expect(question).toMatchObject({
    kind: 'permission',
    title: 'Bash: echo hi > out.txt',
    detail: 'echo hi > out.txt',
  });
  await answer(server.api, question?.id ?? '', { decision: 'allow' });
  const task = await server.api.reaches(id, 'success');
  expect(readFileSync(fileOf(task, 'out.txt'), 'utf8')).toBe('hi\n');
  expect(moves(task).slice(-4)).toEqual(['running', 'waiting_confirmation', 'running', 'success']);
  expect(task.stdout).toMatch(/^I will run it\.\n\$ echo hi > out\.txt\n {2}└ .*\nIt said:/);
  // Nothing is remembered in the user's repository.
  expect(readdirSync(task.working_dir)).toEqual(['out.txt']);
});

test.concurrent('a denial and its reason reach the CLI, and the run goes on', async () => {
  const { id } = await server.ask(command('echo no > out.txt'));
  const [question] = await openQuestions(server.api, id);
  await answer(server.api, question?.id ?? '', { decision: 'deny', reason: 'not in this folder' });
  const task = await server.api.reaches(id, 'success');
  expect(existsSync(fileOf(task, 'out.txt'))).toBe(false);
  expect(task.stdout).toContain('not in this folder');
  expect(task.permission_denials).toMatchObject([{ tool_name: 'Bash' }]);
});

test.concurrent('what a person has edited is what runs', async () => {
  const { id } = await server.ask(command('echo one > out.txt'));
  const [question] = await openQuestions(server.api, id);
  const edited = { command: 'echo two > out.txt', description: 'edited' };
  await answer(server.api, question?.id ?? '', { decision: 'allow', updated_input: edited });
  const task = await server.api.reaches(id, 'success');
  expect(readFileSync(fileOf(task, 'out.txt'), 'utf8')).toBe('two\n');
});

test.concurrent('three questions at once are answered in any order', async () => {
  const { id } = await server.ask('SCENARIO:three');
  const [first, second, third] = await openQuestions(server.api, id, 3);
  await answer(server.api, second?.id ?? '', { decision: 'allow' });
  await answer(server.api, third?.id ?? '', { decision: 'deny', reason: 'not this one' });
  expect((await server.api.task(id)).status).toBe('waiting_confirmation');
  await answer(server.api, first?.id ?? '', { decision: 'allow' });
  const task = await server.api.reaches(id, 'success');
  expect(task.stdout).toMatch(/^ {2}✗ (\[Read .*\] )?not this one$/m);
  expect(task.stdout.match(/^• Read/gm)).toHaveLength(3);
});

test.concurrent('a question with options is answered by a label', async () => {
  const { id } = await server.ask('SCENARIO:ask');
  const [question] = await openQuestions(server.api, id);
  expect(question).toMatchObject({
    kind: 'question',
    title: 'Which database?',
    questions: [
      {
        question: 'Which database?',
        free_text: true,
        options: [
          { label: 'Postgres', description: 'pg' },
          { label: 'SQLite', description: 'lite' },
        ],
      },
    ],
  });
  await answer(server.api, question?.id ?? '', {
    decision: 'allow',
    answers: { 'Which database?': 'SQLite' },
  });
  expect((await server.api.reaches(id, 'success')).stdout).toMatch(/You chose:.*SQLite/);
});

test.concurrent('a text of one’s own answers a question, beside labels where several may be chosen', async () => {
  const { id } = await server.ask('SCENARIO:askmany');
  const [question] = await openQuestions(server.api, id);
  expect(question?.questions).toMatchObject([
    { question: 'Which database?', free_text: true },
    { question: 'Which parts?', free_text: true, multiple: true },
  ]);
  const give = (given: Omit<ConfirmationAnswer, 'decision'>) =>
    answer(server.api, question?.id ?? '', { decision: 'allow', ...given });
  const one = await give({ answers: { 'Which database?': 'MariaDB 11' } });
  expect(one).toMatchObject({ status: 422, body: { errors: [{ path: 'answers.Which parts?' }] } });
  const beside = await give({ answers: { 'Which database?': 'x', 'Which parts?': 'y' }, text: 'z' });
  expect(beside).toMatchObject({ status: 422, body: { errors: [{ path: 'text' }] } });
  const twice = await give({ answers: { 'Which database?': ['SQLite', 'x'], 'Which parts?': ' ' } });
  const errors = [{ path: 'answers.Which database?' }, { path: 'answers.Which parts?' }];
  expect(twice.body).toMatchObject({ errors, detail: expect.stringContaining('or a text') });

  await give({ answers: { 'Which database?': 'MariaDB 11', 'Which parts?': ['API', 'a "command line"'] } });
  const { stdout } = await server.api.reaches(id, 'success');
  expect(stdout).toMatch(/You chose:.*MariaDB 11.*API, a .*command line/s);
});

test.concurrent('a plan is shown whole, and carried out when it is allowed', async () => {
  const { id } = await server.ask('SCENARIO:plan', {}, { permission_mode: 'plan' });
  const [question] = await openQuestions(server.api, id);
  expect(question).toMatchObject({ kind: 'plan', detail: '1. Do it.\n2. Look at it.' });
  await answer(server.api, question?.id ?? '', { decision: 'allow' });
  expect((await server.api.reaches(id, 'success')).stdout).toMatch(/About the plan:/);
});

test.concurrent('allowed tools are used without a question', async () => {
  const allowed_tools = ['Bash(echo:*)'];
  const { id } = await server.ask(command('echo free'), {}, { allowed_tools });
  expect((await server.api.reaches(id, 'success')).stdout).toContain('It said: free');
  expect(await confirmationsOf(server.api, id)).toEqual([]);
});

test.concurrent('nobody answers: denied, asked once more, and the run ends as expired', async () => {
  const late = { confirmation_timeout: 1, max_retries: 5, retry_delay: 0 };
  const { id } = await server.ask(command('echo late > out.txt'), late);
  const task = await server.api.reaches(id, 'failure', 55_000);
  expect(task).toMatchObject({ error_class: 'ConfirmationExpired', retry_count: 1 });
  expect(task.runs.map(({ session_id }) => session_id)).toEqual([task.session_id, task.session_id]);
  expect(await confirmationsOf(server.api, id)).toMatchObject([
    { status: 'expired', run: 2 },
    { status: 'expired', run: 1 },
  ]);
  expect(existsSync(fileOf(task, 'out.txt'))).toBe(false);
  expect(processesOf(id)).toEqual([]);
});

test.concurrent('a cancelled question is taken back, with every process of its run', async () => {
  const { id } = await server.ask(command('echo never > out.txt'));
  await openQuestions(server.api, id);
  await server.api.cancel(id);
  await server.api.reaches(id, 'revoked');
  expect(processesOf(id)).toEqual([]);
  expect(await confirmationsOf(server.api, id)).toMatchObject([{ status: 'withdrawn' }]);
});
