import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Confirmation, ConfirmationList } from '../../../shared/confirmation.ts';
import type { TaskDefinitionInput } from '../../../shared/taskDefinition.ts';
import { type ClaudeServer, startClaudeServer } from '../../support/claudeServer.ts';
import { eventually } from '../../support/eventually.ts';
import type { RoleProcess } from '../../support/roleProcess.ts';
import { illegalMoves, processesOf } from '../../support/taskProcesses.ts';
import { answer, confirmationsOf, openQuestions } from '../confirmations/asking.ts';

let server: ClaudeServer;
let worker: RoleProcess;
beforeAll(async () => {
  const env = { CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-dummy', ANTHROPIC_API_KEY: '', SWITCHYARD_SLOTS: '4' };
  server = await startClaudeServer({ roles: 'api,dispatcher', env });
  worker = await server.start('worker');
});
afterAll(() => server.stop());

/** Tasks of an account that no other test uses; they would expire soon, did the account's questions wait as others do. */
const account = (name: string): Partial<TaskDefinitionInput> => ({
  env: { CLAUDE_CODE_OAUTH_TOKEN: `sk-ant-oat01-${name}` },
  confirmation_timeout: 1,
});

async function question(taskId: string): Promise<Confirmation> {
  const [open] = await openQuestions(server.api, taskId);
  if (!open) throw new Error('no question is open');
  return open;
}

const waitsFor = ({ id }: Confirmation) => ({
  reason: 'usage_limit',
  detail: expect.stringContaining(id),
  next_try_at: null,
});

test('where waiting never helps a person is asked, and allowed, the turn goes on; the account’s others wait for the answer', async () => {
  const mine = account('allowed');
  // What forbids every tool doesn't forbid to ask.
  await server.api.request('PATCH', '/projects/default', { deny: [{ tool: '*' }] });
  const { id } = await server.ask('SCENARIO:wall:seat', mine);
  const asked = await question(id);
  expect(asked).toMatchObject({
    kind: 'account',
    title: expect.stringMatching(/^user admin \([0-9a-f]{6}\): its type of seat doesn’t include this use$/),
    detail: "Your seat type doesn't include usage credits",
    description: null,
  });
  const days = (Date.parse(asked.expires_at ?? '') - Date.parse(asked.requested_at)) / 86_400_000;
  expect(Math.round(days)).toBe(7);
  expect(processesOf(id)).toEqual([]);

  const other = await server.ask('SCENARIO:plain:other', mine);
  const elsewhere = await server.ask('SCENARIO:plain:elsewhere', account('elsewhere'));
  await server.api.reaches(elsewhere.id, 'success');
  expect(await server.api.task(other.id)).toMatchObject({ status: 'pending', blocked_on: waitsFor(asked) });

  await answer(server.api, asked.id, { decision: 'allow' });
  const task = await server.api.reaches(id, 'success');
  expect(task.stdout).toContain('The wall is gone.');
  expect(task).toMatchObject({ retry_count: 0, num_turns: 2 });
  expect(task.runs).toHaveLength(1);
  expect(illegalMoves(task)).toEqual([]);
  await server.api.reaches(other.id, 'success');
  await server.api.request('PATCH', '/projects/default', { deny: [] });
});

test('denied, the task fails for good and the account’s others go on', async () => {
  const mine = account('denied');
  const { id } = await server.ask('SCENARIO:wall:group', { ...mine, max_retries: 3 });
  const asked = await question(id);
  const other = await server.ask('SCENARIO:plain:after-denial', mine);
  await answer(server.api, asked.id, { decision: 'deny' });
  expect(await server.api.reaches(id, 'failure')).toMatchObject({
    error_class: 'PermissionError',
    error_type: 'non_retriable',
    error_message: expect.stringMatching(/^Your group's usage limit is set to \$0/),
    advice: expect.stringMatching(/^Waiting doesn’t help/),
    retry_count: 0,
  });
  await server.api.reaches(other.id, 'success');
});

test('cancelled while it asks, it leaves nothing that holds the others', async () => {
  const mine = account('cancelled');
  const { id } = await server.ask('SCENARIO:wall:admin', mine);
  await question(id);
  const other = await server.ask('SCENARIO:plain:after-cancel', mine);
  await server.api.cancel(id);
  await server.api.reaches(id, 'revoked');
  await server.api.reaches(other.id, 'success');
});

test('a model that requires credits is asked about for its own tasks, and no others wait', async () => {
  const mine = account('fable');
  const { id } = await server.ask('SCENARIO:wall:model', mine, { model: 'fable' });
  const asked = await question(id);
  expect(asked.detail).toMatch(/^Fable [\d.]+ requires usage credits/);
  const same = await server.ask('SCENARIO:plain:fable', mine, { model: 'fable' });
  const free = await server.ask('SCENARIO:plain:sonnet', mine, { model: 'sonnet' });
  await server.api.reaches(free.id, 'success');
  expect((await server.api.task(same.id)).blocked_on).toMatchObject(waitsFor(asked));
  await answer(server.api, asked.id, { decision: 'allow' });
  for (const each of [id, same.id]) await server.api.reaches(each, 'success');
});

test('of tasks that meet the wall at once, one asks; the others wait for its answer, and no retry is counted', async () => {
  const mine = account('together');
  const tasks = await Promise.all(
    ['a', 'b', 'c'].map((name) => server.ask(`SCENARIO:wall:credits,1,${name}`, mine)),
  );
  const states = () => Promise.all(tasks.map(({ id }) => server.api.task(id)));
  const there = await eventually(
    async () => {
      const now = await states();
      const count = (status: string) => now.filter((task) => task.status === status).length;
      expect([count('waiting_confirmation'), count('retry')]).toEqual([1, 2]);
      return now;
    },
    { timeoutMs: 30_000 },
  );
  const asking = there.find(({ status }) => status === 'waiting_confirmation');
  const asked = await question(asking?.id ?? '');
  const { body } = await server.api.request<ConfirmationList>('GET', '/confirmations?status=pending');
  expect(body.items.map(({ id }) => id)).toEqual([asked.id]);
  for (const task of there) {
    if (task.id !== asking?.id)
      expect(task).toMatchObject({ retry_count: 0, blocked_on: waitsFor(asked), next_try_at: null });
  }
  await answer(server.api, asked.id, { decision: 'allow' });
  for (const { id } of tasks) {
    const task = await server.api.reaches(id, 'success');
    expect(task).toMatchObject({ retry_count: 0, retry_history: [] });
    expect(illegalMoves(task)).toEqual([]);
  }
});

test('a worker killed while the question is open: the next run asks the same one, and its answer lets all go on', {
  timeout: 120_000,
}, async () => {
  const mine = account('killed');
  const { id } = await server.ask('SCENARIO:wall:seat,2,killed', { ...mine, max_retries: 1 });
  const asked = await question(id);
  const other = await server.ask('SCENARIO:plain:after-kill', mine);
  worker.kill('SIGKILL');
  worker = await server.start('worker');
  await eventually(
    async () => {
      const task = await server.api.task(id);
      expect(task.runs).toHaveLength(2);
      expect(task.status).toBe('waiting_confirmation');
    },
    { timeoutMs: 60_000 },
  );
  expect((await server.api.task(other.id)).blocked_on).toMatchObject(waitsFor(asked));
  expect((await confirmationsOf(server.api, id)).map((each) => each.id)).toEqual([asked.id]);
  await answer(server.api, asked.id, { decision: 'allow' });
  const task = await server.api.reaches(id, 'success');
  expect(task.runs.map(({ session_id }) => session_id)).toEqual([task.session_id, task.session_id]);
  await server.api.reaches(other.id, 'success');
});
