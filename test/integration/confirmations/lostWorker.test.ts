import { createConnection } from 'mysql2/promise';
import { expect, onTestFinished, test } from 'vitest';
import { connectionOptions } from '../../../server/store/connectionOptions.ts';
import { eventually } from '../../support/eventually.ts';
import { switchyardForTest } from '../../support/startSwitchyard.ts';
import { illegalMoves } from '../../support/taskProcesses.ts';
import { EventClient } from '../events/eventClient.ts';
import {
  answer,
  bash,
  confirmationsOf,
  openQuestions,
  replies,
  startAskingWorker,
  submitAsking,
} from './asking.ts';

/** Lost after its lease, tried again within 30 s. */
const AGAIN_MS = 40_000;

test('kill -9 of the worker while two questions wait: they stay open, and the next run has the answer that came meanwhile', async () => {
  const { api, ...switchyard } = await switchyardForTest({ roles: 'api,dispatcher' });
  const worker = await startAskingWorker({ ...switchyard, api });
  const more = { max_retries: 2, confirmation_timeout: 3600 };
  const { id } = await submitAsking(api, [bash('one'), bash('two')], more);
  const [one, two] = await openQuestions(api, id, 2);
  worker.kill('SIGKILL');
  await api.reaches(id, 'retry', AGAIN_MS);
  expect((await confirmationsOf(api, id, '&status=pending')).map((each) => each.id)).toHaveLength(2);
  const given = await answer(api, one?.id ?? '', { decision: 'allow', reason: 'while it was down' });
  expect(given.status).toBe(200);
  expect((await api.task(id)).status).toBe('retry');

  await startAskingWorker({ ...switchyard, api });
  await api.reaches(id, 'waiting_confirmation', AGAIN_MS);
  const [open] = await openQuestions(api, id);
  expect(open).toMatchObject({ id: two?.id, run: 2 });
  expect(Date.parse(open?.expires_at ?? '')).toBeGreaterThan(Date.parse(two?.expires_at ?? ''));
  await answer(api, two?.id ?? '', { decision: 'deny', reason: 'no' });
  const task = await api.reaches(id, 'success');
  expect(await replies(api, id)).toEqual([
    { decision: 'allow', reason: 'while it was down' },
    { decision: 'deny', reason: 'no' },
  ]);
  expect(await confirmationsOf(api, id)).toHaveLength(2);
  expect(illegalMoves(task)).toEqual([]);
}, 90_000);

test('the API and the dispatcher are started anew between question and answer', async () => {
  const switchyard = await switchyardForTest({ roles: 'api,dispatcher' });
  await startAskingWorker(switchyard);
  const { id } = await submitAsking(switchyard.api, [bash('one')]);
  const [question] = await openQuestions(switchyard.api, id);
  switchyard.first.kill('SIGKILL');
  await switchyard.first.ended;
  const { api } = await switchyard.start('api,dispatcher');
  await answer(api, question?.id ?? '', { decision: 'allow' });
  await api.reaches(id, 'success');
});

test('a worker that is stopped hands its questions on; a cancel meanwhile withdraws them, and forgets secrets', async () => {
  const switchyard = await switchyardForTest({ roles: 'api,dispatcher' });
  const worker = await startAskingWorker(switchyard);
  const { api } = switchyard;
  const { id } = await submitAsking(api, [bash('one')], { confirmation_timeout: 3600 });
  const { id: cancelled } = await submitAsking(api, [bash('two')], { confirmation_timeout: 3600 });
  const password = { ...bash('-'), kind: 'prompt' as const, secret: true };
  const { id: secret } = await submitAsking(api, [password], { confirmation_timeout: 3600 });
  await openQuestions(api, secret);
  const [question] = await openQuestions(api, id);
  const [doomed] = await openQuestions(api, cancelled);
  await worker.stop();
  expect((await api.task(id)).status).toBe('retry');
  await api.cancel(cancelled);
  await api.reaches(cancelled, 'revoked');
  const late = await answer(api, doomed?.id ?? '', { decision: 'allow' });
  expect(late).toMatchObject({ status: 409, body: { code: 'confirmation.withdrawn' } });
  const [prompt] = await openQuestions(api, secret);
  await answer(api, prompt?.id ?? '', { decision: 'allow', text: 'hunter2' });
  await api.cancel(secret);
  const connection = await createConnection(connectionOptions(switchyard.stores.databaseUrl));
  onTestFinished(() => connection.end());
  await eventually(async () => {
    const [rows] = await connection.query('select answer_text from confirmations where task_id = ?', [
      secret,
    ]);
    expect(rows).toEqual([{ answer_text: null }]);
  });

  await startAskingWorker(switchyard);
  await api.reaches(id, 'waiting_confirmation');
  await answer(api, question?.id ?? '', { decision: 'allow' });
  const task = await api.reaches(id, 'success');
  expect(task.retry_count).toBe(0);
  expect(await confirmationsOf(api, id)).toMatchObject([{ id: question?.id, run: 2, status: 'allowed' }]);
}, 60_000);

test('an answer that doesn’t reach its run is an alert, once; and it gets there all the same', async () => {
  const switchyard = await switchyardForTest({ roles: 'api,dispatcher' });
  const worker = await startAskingWorker(switchyard);
  const { api } = switchyard;
  const events = await EventClient.connect(switchyard.url);
  await events.subscribe(['tasks']);
  const { id } = await submitAsking(api, [bash('one')], { max_retries: 2 });
  const [question] = await openQuestions(api, id);
  worker.kill('SIGSTOP');
  await answer(api, question?.id ?? '', { decision: 'allow' });
  const alerts = () =>
    events.frames.flatMap((frame) =>
      frame.op === 'event' && frame.event.type === 'alert.raised' ? [frame.event] : [],
    );
  await eventually(() => expect(alerts()).toHaveLength(1), { timeoutMs: 20_000 });
  expect(alerts()[0]).toMatchObject({
    alert_type: 'undelivered_confirmation',
    severity: 'error',
    task_id: id,
  });
  worker.kill('SIGCONT');
  await api.reaches(id, 'success', AGAIN_MS);
  expect(await replies(api, id)).toEqual([{ decision: 'allow' }]);
  expect(alerts()).toHaveLength(1);
}, 90_000);
