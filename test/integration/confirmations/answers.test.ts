import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { connectionOptions } from '../../../server/store/connectionOptions.ts';
import { eventually } from '../../support/eventually.ts';
import type { RoleProcess } from '../../support/roleProcess.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { illegalMoves } from '../../support/taskProcesses.ts';
import { EventClient } from '../events/eventClient.ts';
import {
  answer,
  bash,
  confirmationsOf,
  moves,
  openQuestions,
  replies,
  startAskingWorker,
  submitAsking,
} from './asking.ts';

let switchyard: Switchyard;
let otherApi: RoleProcess;
beforeAll(async () => {
  switchyard = await startSwitchyard({ roles: 'api,dispatcher' });
  otherApi = await switchyard.start('api');
  await startAskingWorker(switchyard);
});
afterAll(() => switchyard.stop());

test('a question holds its task, is allowed through another API process, and the run goes on', async () => {
  const { api } = switchyard;
  const { id } = await submitAsking(api, [{ ...bash('rm \u001b[2Kx'), title: 'Remove \u0007x' }]);
  const waiting = await api.reaches(id, 'waiting_confirmation');
  const [question] = await openQuestions(api, id);
  expect(question).toMatchObject({
    task_id: id,
    run: 1,
    kind: 'permission',
    title: 'Remove \u0007x',
    detail: 'rm \u001b[2Kx',
    status: 'pending',
    decision: null,
  });
  const { body } = await api.request('GET', `/confirmations/${question?.id}`);
  expect(body).toEqual({ ...question, tool: 'Bash', input: { command: 'rm \u001b[2Kx' } });
  const waits = Date.parse(question?.expires_at ?? '') - Date.parse(question?.requested_at ?? '');
  expect(waits).toBe(waiting.confirmation_timeout * 1000);
  const given = await answer(otherApi.api, question?.id ?? '', { decision: 'allow' });
  expect(given).toMatchObject({
    status: 200,
    body: { status: 'allowed', answered_by: 'admin', decision: 'allow' },
  });
  const task = await api.reaches(id, 'success');
  expect(moves(task)).toEqual([
    'pending',
    'received',
    'started',
    'running',
    'waiting_confirmation',
    'running',
    'success',
  ]);
  expect(await replies(api, id)).toEqual([{ decision: 'allow' }]);
});

test('a denial’s reason reaches the run, and edited input does', async () => {
  const { api } = switchyard;
  const { id } = await submitAsking(api, [bash('one'), bash('two')]);
  const [one, two] = await openQuestions(api, id, 2);
  await answer(api, one?.id ?? '', { decision: 'deny', reason: 'keep it' });
  expect((await api.task(id)).status).toBe('waiting_confirmation');
  await answer(api, two?.id ?? '', { decision: 'allow', updated_input: { command: 'two --dry-run' } });
  await api.reaches(id, 'success');
  expect(await replies(api, id)).toEqual([
    { decision: 'deny', reason: 'keep it' },
    { decision: 'allow', updatedInput: { command: 'two --dry-run' } },
  ]);
});

test('control characters of a request are told as they are: nothing of it is lost on the way to who decides', async () => {
  const { api } = switchyard;
  const sly = 'echo harmless #\u001b[2K\r\u001b[1Arm -rf /\u202e\u0007\n';
  const { id } = await submitAsking(api, [bash(sly)]);
  const [question] = await openQuestions(api, id);
  expect(question?.detail).toBe(sly);
  await answer(api, question?.id ?? '', { decision: 'deny' });
  await api.reaches(id, 'success');
});

test('of twenty answers at once through two processes the first one stays, and the others hear whose it was', async () => {
  const { api } = switchyard;
  const { id } = await submitAsking(api, [bash('race')]);
  const [question] = await openQuestions(api, id);
  const given = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      answer([api, otherApi.api][index % 2] as typeof api, question?.id ?? '', {
        decision: index % 3 === 0 ? 'deny' : 'allow',
        reason: `number ${index}`,
      }),
    ),
  );
  const [first, ...more] = given.filter(({ status }) => status === 200);
  expect(more).toEqual([]);
  const late = given.filter(({ status }) => status !== 200);
  for (const { status, body } of late) {
    expect({ status, body }).toMatchObject({
      status: 409,
      body: {
        code: 'confirmation.already_answered',
        answered_by: 'admin',
        answered_at: first?.body.answered_at,
        decision: first?.body.decision,
      },
    });
  }
  const task = await api.reaches(id, 'success');
  expect(await replies(api, id)).toMatchObject([
    { decision: first?.body.decision, reason: first?.body.reason },
  ]);
  expect(illegalMoves(task)).toEqual([]);
});

test('an answer that doesn’t fit is refused with what is allowed, and the question stays open', async () => {
  const { api } = switchyard;
  const ask = {
    ...bash('-'),
    kind: 'question' as const,
    tool: 'AskUserQuestion',
    questions: [{ question: 'Colour?', options: [{ label: 'red' }, { label: 'blue' }] }],
  };
  const { id } = await submitAsking(api, [ask]);
  const [question] = await openQuestions(api, id);
  const wrong = await answer(api, question?.id ?? '', {
    decision: 'allow',
    answers: { 'Colour?': 'green', 'Size?': 'big' },
  });
  expect(wrong).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
  expect(wrong.body.errors).toEqual([
    { path: 'answers.Size?', message: 'is not a question: the questions are "Colour?"' },
    { path: 'answers.Colour?', message: 'can’t be "green": one of "red", "blue"' },
  ]);
  expect((await api.task(id)).status).toBe('waiting_confirmation');
  await answer(api, question?.id ?? '', { decision: 'allow', answers: { 'Colour?': 'blue' } });
  await api.reaches(id, 'success');
  expect(await replies(api, id)).toEqual([{ decision: 'allow', answers: { 'Colour?': 'blue' } }]);
  const unknown = await answer(api, '00000000-0000-4000-8000-000000000000', { decision: 'allow' });
  expect(unknown).toMatchObject({ status: 404, body: { code: 'confirmation.not_found' } });
});

test('a question that the run takes back is withdrawn, and says so to whoever answers late', async () => {
  const { api, folder } = switchyard;
  const withdrawAt = join(folder, 'withdraw');
  const { id } = await submitAsking(api, [bash('gone')], { context: { withdrawAt } });
  const [question] = await openQuestions(api, id);
  writeFileSync(withdrawAt, '');
  const task = await api.reaches(id, 'success');
  expect(illegalMoves(task)).toEqual([]);
  const late = await answer(api, question?.id ?? '', { decision: 'allow' });
  const known = { answered_at: expect.any(String), answered_by: null, decision: null };
  expect(late).toMatchObject({ status: 409, body: { code: 'confirmation.withdrawn', ...known } });
  expect(await confirmationsOf(api, id)).toMatchObject([{ status: 'withdrawn', decision: null }]);
});

test('a cancel while it waits withdraws the question', async () => {
  const { api } = switchyard;
  const { id } = await submitAsking(api, [bash('cancelled')]);
  await openQuestions(api, id);
  await api.cancel(id);
  const task = await api.reaches(id, 'revoked');
  expect(moves(task).slice(-2)).toEqual(['waiting_confirmation', 'revoked']);
  expect(await confirmationsOf(api, id)).toMatchObject([
    { status: 'withdrawn', reason: 'the task is over: revoked' },
  ]);
});

test('a question that comes while the task is paused is asked when it goes on', async () => {
  const { api, folder } = switchyard;
  const askAt = join(folder, 'ask');
  const { id } = await submitAsking(api, [bash('paused')], { context: { askAt } });
  await api.reaches(id, 'running');
  await api.request('POST', `/tasks/${id}/pause`);
  writeFileSync(askAt, '');
  await eventually(async () => expect(await api.allLines(id)).toMatchObject([{ text: 'asks now' }]));
  const resumedAt = Date.now();
  await api.request('POST', `/tasks/${id}/resume`);
  const [question] = await openQuestions(api, id);
  expect(Date.parse(question?.requested_at ?? '')).toBeGreaterThanOrEqual(resumedAt);
  await answer(api, question?.id ?? '', { decision: 'allow' });
  const task = await api.reaches(id, 'success');
  expect(moves(task).slice(3)).toEqual([
    'running',
    'paused',
    'running',
    'waiting_confirmation',
    'running',
    'success',
  ]);
});

test('when nobody answers in time the run fails by that name, is tried once more, and then no more', async () => {
  const { api } = switchyard;
  const more = { confirmation_timeout: 1, max_retries: 5, retry_delay: 0 };
  const { id } = await submitAsking(api, [bash('late')], more);
  const task = await api.reaches(id, 'failure');
  expect(task).toMatchObject({ error_class: 'ConfirmationExpired', error_type: 'retriable', retry_count: 1 });
  expect(task.runs).toHaveLength(2);
  expect(moves(task).slice(4, 8)).toEqual(['waiting_confirmation', 'running', 'failure', 'retry']);
  expect(illegalMoves(task)).toEqual([]);
  const rows = await confirmationsOf(api, id);
  expect(rows.map(({ status, decision }) => [status, decision])).toEqual([
    ['expired', 'deny'],
    ['expired', 'deny'],
  ]);
  const late = await answer(api, rows[0]?.id ?? '', { decision: 'allow' });
  const known = { answered_at: expect.any(String), decision: 'deny' };
  expect(late).toMatchObject({ status: 409, body: { code: 'confirmation.expired', ...known } });
});

test('a run that waits gives its slot back', async () => {
  const { api } = switchyard;
  const asking = await Promise.all(
    Array.from({ length: 4 }, (_, index) => submitAsking(api, [bash(`${index}`)])),
  );
  const open = (await Promise.all(asking.map(({ id }) => openQuestions(api, id)))).flat();
  expect(open).toHaveLength(4);
  const { id } = await submitAsking(api, []);
  await api.reaches(id, 'success');
  for (const question of open) await answer(api, question.id, { decision: 'allow' });
  await eventually(async () => {
    for (const task of asking) expect((await api.task(task.id)).status).toBe('success');
  });
});

test('events tell of each question and each answer, in the order of the task’s versions', async () => {
  const { api } = switchyard;
  const events = await EventClient.connect(switchyard.url);
  await events.subscribe(['tasks', 'confirmations']);
  const { id } = await submitAsking(api, [bash('one')]);
  const [question] = await openQuestions(api, id);
  await answer(api, question?.id ?? '', { decision: 'allow' });
  await api.reaches(id, 'success');
  const told = (topic: string) =>
    events.frames.flatMap((frame) =>
      frame.op === 'event' && frame.topic === topic && 'version' in frame.event ? [frame.event] : [],
    );
  await eventually(() =>
    expect(told('tasks').map(({ version, type }) => [version, type])).toEqual([
      [1, 'task.created'],
      [2, 'task.status_changed'],
      [3, 'task.status_changed'],
      [4, 'task.status_changed'],
      [5, 'task.status_changed'],
      [6, 'confirmation.requested'],
      [7, 'task.status_changed'],
      [8, 'confirmation.answered'],
      [9, 'task.status_changed'],
    ]),
  );
  expect(told('confirmations')).toMatchObject([
    { type: 'confirmation.requested', confirmation_id: question?.id },
    { type: 'confirmation.answered', confirmation_id: question?.id },
  ]);
});

test('a secret is not kept once the run has it', async () => {
  const { api, stores } = switchyard;
  const prompt = {
    kind: 'prompt' as const,
    title: 'Password:',
    detail: '',
    tool: 'pty',
    input: 'Password:',
    secret: true,
  };
  const { id } = await submitAsking(api, [prompt]);
  const [question] = await openQuestions(api, id);
  expect(question?.secret).toBe(true);
  const given = await answer(api, question?.id ?? '', { decision: 'allow', text: 'hunter2' });
  expect(JSON.stringify(given.body)).not.toContain('hunter2');
  await api.reaches(id, 'success');
  const connection = await createConnection(connectionOptions(stores.databaseUrl));
  onTestFinished(() => connection.end());
  await eventually(async () => {
    const [rows] = await connection.query('select * from confirmations where task_id = ?', [id]);
    expect(rows).toMatchObject([{ status: 'allowed', answer_text: null }]);
    expect((rows as { delivered_at: unknown }[])[0]?.delivered_at).not.toBeNull();
    expect(JSON.stringify(rows)).not.toContain('hunter2');
  });
});
