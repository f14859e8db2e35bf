import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type DeadLetter,
  type DeadLetterList,
  deadLetterListSchema,
  type Redriven,
  redrivenSchema,
} from '../../../shared/deadLetter.ts';
import type { SubmittedBatch } from '../../../shared/taskGraph.ts';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { EventClient } from '../events/eventClient.ts';

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard();
});
afterAll(() => switchyard.stop());

const FAILS = 'process.exit(3)';
const NOT_THERE = { command: '/not/there/at-all', max_retries: 5 };
const list = async (query = '') =>
  (await switchyard.api.request<DeadLetterList>('GET', `/dead-letters?${query}`)).body;
const read = (id: string) => switchyard.api.request<DeadLetter>('GET', `/dead-letters/${id}`);
const redrive = (...ids: string[]) =>
  switchyard.api.request<Redriven>('POST', '/dead-letters/redrive', { task_ids: ids });
const fail = async (task: object = { script: FAILS }) => {
  const { id } = await switchyard.api.submit(task);
  return switchyard.api.reaches(id, 'failure');
};

describe('a task that failed for good', () => {
  test('is a dead letter with what went wrong', async () => {
    const task = await fail({ name: 'sinks', script: FAILS });
    const { status, body } = await read(task.id);
    expect(status).toBe(200);
    expect(body).toEqual({
      task_id: task.id,
      name: 'sinks',
      project_id: 'default',
      user_id: 'admin',
      error_type: 'retriable',
      error_class: 'CommandFailed',
      error_message: task.error_message,
      advice: task.advice,
      failed_at: expect.any(String),
    });
    const answer = await list();
    expect(deadLetterListSchema.parse(answer)).toEqual(answer);
    expect(answer.items.map(({ task_id }) => task_id)).toContain(task.id);
  });

  test('is found by its id in any case, and by nothing that only looks like it', async () => {
    const { id } = await fail();
    expect((await read(id.toUpperCase())).body.task_id).toBe(id);
    for (const other of [`${id}%20`, `%20${id}`]) {
      expect((await read(other)).status).toBe(404);
      expect((await switchyard.api.request('DELETE', `/dead-letters/${other}`)).status).toBe(404);
    }
    expect((await read(id)).status).toBe(200);
  });

  test('whose failure can’t be mended by another try is one at once', async () => {
    const task = await fail(NOT_THERE);
    expect(task.retry_count).toBe(0);
    expect((await read(task.id)).body).toMatchObject({
      error_type: 'non_retriable',
      error_class: 'ConfigurationError',
    });
  });

  test('leaves the list when its task is cancelled', async () => {
    const task = await fail();
    await switchyard.api.cancel(task.id);
    expect((await read(task.id)).status).toBe(404);
  });

  test('is there anew when another try failed, too', async () => {
    const task = await fail();
    const before = (await read(task.id)).body.failed_at;
    await switchyard.api.request('POST', `/tasks/${task.id}/retry`);
    await eventually(async () => expect((await switchyard.api.task(task.id)).runs).toHaveLength(2));
    await switchyard.api.reaches(task.id, 'failure');
    expect((await read(task.id)).body.failed_at > before).toBe(true);
  });
});

test('a passing failure is none', async () => {
  const { id } = await switchyard.api.submit({ script: FAILS, max_retries: 1, retry_delay: 600 });
  await switchyard.api.reaches(id, 'retry');
  expect((await read(id)).status).toBe(404);
});

test('one that is dismissed is off the list, and its task as it was', async () => {
  const task = await fail();
  expect((await switchyard.api.request('DELETE', `/dead-letters/${task.id}`)).status).toBe(204);
  expect((await read(task.id)).status).toBe(404);
  expect((await switchyard.api.task(task.id)).version).toBe(task.version);
  expect(await switchyard.api.problem('DELETE', `/dead-letters/${task.id}`)).toMatchObject({
    status: 404,
    code: 'dead_letter.not_found',
    detail: `There is no dead letter ${task.id}.`,
    type_header: 'application/problem+json',
  });
});

describe('the list', () => {
  test('is filtered, and paged without gap or repeat', async () => {
    await switchyard.api.request('POST', '/projects', { id: 'wreck', folders: ['/'], programs: ['*'] });
    const failed = [];
    for (let n = 0; n < 5; n++) failed.push((await fail({ script: FAILS, project_id: 'wreck' })).id);
    const other = await fail({ ...NOT_THERE, project_id: 'wreck' });
    const ids = ({ items }: DeadLetterList) => items.map(({ task_id }) => task_id);
    expect(ids(await list('project_id=wreck&error_class=CommandFailed'))).toEqual(failed.toReversed());
    expect(ids(await list('project_id=wreck&error_type=non_retriable&user_id=me'))).toEqual([other.id]);
    expect(await list('project_id=wreck&user_id=nobody')).toMatchObject({ items: [], total: 0 });

    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: DeadLetterList = await list(`project_id=wreck&limit=2${cursor && `&cursor=${cursor}`}`);
      expect(page).toMatchObject({ total: 6, total_exact: true });
      seen.push(...ids(page));
      cursor = page.next_cursor;
    }
    expect(seen).toEqual([...failed, other.id].toReversed());
  });

  test.each(['cursor=nonsense', 'limit=0', 'error_type=odd', 'colour=red'])('refuses %s', async (query) => {
    expect(await switchyard.api.problem('GET', `/dead-letters?${query}`)).toMatchObject({ status: 422 });
  });
});

describe('redrive', () => {
  test('tries again with a fresh budget, and tells of each id what became of it', async () => {
    const flaky = await fail({ script: FAILS, max_retries: 1, retry_delay: 0 });
    expect(flaky.retry_count).toBe(1);
    const { id: done } = await switchyard.api.submit({ command: 'true' });
    await switchyard.api.reaches(done, 'success');
    const unknown = '0199a0c6-7d2b-7000-8000-00000000000f';
    const { status, body } = await redrive(flaky.id, done, unknown, flaky.id);
    expect(status).toBe(200);
    expect(redrivenSchema.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      redriven: 1,
      items: [
        { task_id: flaky.id, outcome: 'redriven', status: 'retry' },
        { task_id: done, outcome: 'not_failed', status: 'success' },
        { task_id: unknown, outcome: 'not_found', status: null },
      ],
    });
    await eventually(async () => expect((await switchyard.api.task(flaky.id)).runs).toHaveLength(4));
    const again = await switchyard.api.reaches(flaky.id, 'failure');
    expect(again.retry_count).toBe(1);
    expect(again.history.find(({ reason }) => reason === 'redriven')?.actor).toBe('admin');
  });

  test('revives what waits for the task', async () => {
    const flag = `${switchyard.folder}/flag`;
    const script = `require('node:fs').readFileSync(${JSON.stringify(flag)})`;
    const part = { name: 'part', project_id: 'default', max_retries: 0 };
    const { body } = await switchyard.api.request<SubmittedBatch>('POST', '/tasks/batch', {
      tasks: [
        { ...part, ref: 'a', command: process.execPath, args: ['-e', script] },
        { ...part, ref: 'b', command: 'true', depends_on: ['a'] },
        { ...part, ref: 'c', command: 'true', depends_on: ['b'] },
      ],
    });
    const { a, c } = body.refs as { a: string; c: string };
    await switchyard.api.reaches(a, 'failure');
    (await import('node:fs')).writeFileSync(flag, '');
    await redrive(a);
    await switchyard.api.reaches(c, 'success');
  });

  test.each([
    [{ task_ids: [] }, 'task_ids'],
    [{ task_ids: Array(1001).fill('x') }, 'task_ids'],
    [{}, 'task_ids'],
  ])('refuses what isn’t 1 to 1,000 ids', async (body, path) => {
    const problem = await switchyard.api.problem('POST', '/dead-letters/redrive', body);
    expect(problem).toMatchObject({ status: 422, errors: [{ path }] });
  });
});

test('a failure for good raises an alert; one that passes doesn’t', async () => {
  const client = await EventClient.connect(switchyard.url);
  await client.subscribe(['tasks', 'queues']);
  const { id: passing } = await switchyard.api.submit({ script: FAILS, max_retries: 1, retry_delay: 600 });
  await switchyard.api.reaches(passing, 'retry');
  const task = await fail({ name: 'sinks', script: FAILS });
  const alerts = () =>
    client
      .of('event')
      .flatMap(({ topic, event }) => (event.type === 'alert.raised' ? [{ topic, ...event }] : []));
  await eventually(() => expect(alerts()).toHaveLength(2));
  expect(
    alerts()
      .map(({ topic }) => topic)
      .toSorted(),
  ).toEqual(['queues', 'tasks']);
  expect(alerts()[0]).toMatchObject({
    alert_type: 'dead_letter',
    severity: 'error',
    task_id: task.id,
    project_id: 'default',
    message: expect.stringContaining('sinks failed for good: CommandFailed'),
  });
});
