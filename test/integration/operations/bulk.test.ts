import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Operation, operationSchema } from '../../../shared/operation.ts';
import type { SubmittedBatch } from '../../../shared/taskGraph.ts';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard, switchyardForTest } from '../../support/startSwitchyard.ts';

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard();
});
afterAll(() => switchyard.stop());

type Api = Switchyard['api'];
const bulk = (api: Api, action: string, filter: object) =>
  api.request<{ operation_id: string }>('POST', '/tasks/bulk', { action, filter });
const readOperation = async (api: Api, id: string) =>
  (await api.request<Operation>('GET', `/operations/${id}`)).body;
const over = (api: Api, id: string, timeoutMs = 30_000) =>
  eventually(
    async () => {
      const operation = await readOperation(api, id);
      expect(['completed', 'aborted', 'failed']).toContain(operation.status);
      return operation;
    },
    { timeoutMs },
  );

async function project(api: Api, id: string) {
  await api.request('POST', '/projects', { id, folders: ['/'], programs: ['*'] });
  return id;
}

/** Tasks that wait for their time. */
async function submitMany(api: Api, count: number, more: object) {
  const ids: string[] = [];
  for (let left = count; left > 0; left -= 1000) {
    const tasks = Array.from({ length: Math.min(left, 1000) }, () => ({
      name: 'one of many',
      command: 'true',
      delay_seconds: 3600,
      ...more,
    }));
    const { body } = await api.request<SubmittedBatch>('POST', '/tasks/batch', { tasks });
    ids.push(...body.tasks.map((task) => task.id));
  }
  return ids;
}

test('cancels 10,000 tasks within a minute, and tells how far it is', async () => {
  const { api } = switchyard;
  const project_id = await project(api, 'crowd');
  await submitMany(api, 10_000, { project_id });
  const { status, body } = await bulk(api, 'cancel', { project_id });
  expect(status).toBe(202);
  const operation = await over(api, body.operation_id, 60_000);
  expect(operationSchema.parse(operation)).toEqual(operation);
  const counts = { total: 10_000, done: 10_000, succeeded: 10_000, skipped: 0, failed: 0 };
  expect(operation).toMatchObject({ status: 'completed', action: 'cancel', ...counts });
  expect((await api.list(`project_id=${project_id}&status=pending`)).total).toBe(0);
});

test('redrives what failed, and leaves the rest alone', async () => {
  const { api } = switchyard;
  const project_id = await project(api, 'flaky');
  const failing = [await api.submit({ command: 'false', project_id, tags: { team: 'a' } })];
  failing.push(await api.submit({ command: 'false', project_id, tags: { team: 'b' } }));
  const fine = await api.submit({ command: 'true', project_id, tags: { team: 'a' } });
  for (const { id } of failing) await api.reaches(id, 'failure');
  await api.reaches(fine.id, 'success');
  const { body } = await bulk(api, 'redrive', { project_id, tag: ['team:a'], user_id: 'me' });
  expect(await over(api, body.operation_id)).toMatchObject({ status: 'completed', total: 1, succeeded: 1 });
  const [first, second] = await Promise.all(failing.map(({ id }) => api.task(id)));
  expect(first?.history.some(({ reason }) => reason.includes(body.operation_id))).toBe(true);
  expect(second?.history.some(({ to }) => to === 'retry')).toBe(false);
});

test('ends running tasks, too', async () => {
  const { api } = switchyard;
  const project_id = await project(api, 'endless');
  const { id } = await api.submit({ script: 'setInterval(() => {}, 1000)', project_id });
  await api.reaches(id, 'running');
  const { body } = await bulk(api, 'cancel', { project_id });
  expect(await over(api, body.operation_id)).toMatchObject({ succeeded: 1 });
  await api.reaches(id, 'revoked');
});

test('what moved on counts as skipped', async () => {
  const { api } = switchyard;
  const project_id = await project(api, 'over');
  const { id } = await api.submit({ command: 'true', project_id });
  await api.reaches(id, 'success');
  const { body } = await bulk(api, 'cancel', { project_id, status: 'success' });
  expect(await over(api, body.operation_id)).toMatchObject({ total: 1, done: 1, skipped: 1, succeeded: 0 });
});

test('is aborted, and what it did stays done', async () => {
  const { api } = switchyard;
  const project_id = await project(api, 'halted');
  await submitMany(api, 4000, { project_id });
  const { body } = await bulk(api, 'cancel', { project_id });
  const path = `/operations/${body.operation_id}/abort`;
  expect((await api.request('POST', path)).status).toBe(200);
  const operation = await over(api, body.operation_id);
  expect(operation.status).toBe('aborted');
  expect(operation.done).toBeLessThan(4000);
  const revoked = (await api.list(`project_id=${project_id}&status=revoked&limit=1`)).total;
  expect(revoked).toBe(operation.succeeded);
  expect((await api.request('POST', path)).status).toBe(200);
});

test('goes on in another process after the one that ran it was killed, each task once', async () => {
  const { api, first, start } = await switchyardForTest({ roles: 'api' });
  const ids = await submitMany(api, 6000, { project_id: 'default' });
  const { body } = await bulk(api, 'cancel', { project_id: 'default' });
  await eventually(
    async () => expect((await readOperation(api, body.operation_id)).done).toBeGreaterThan(0),
    {
      intervalMs: 1,
    },
  );
  first.kill('SIGKILL');
  await first.ended;
  const other = await start('api');
  const counts = { total: 6000, done: 6000, succeeded: 6000, skipped: 0 };
  expect(await over(other.api, body.operation_id)).toMatchObject({ status: 'completed', ...counts });
  expect((await other.api.list('status=pending')).total).toBe(0);
  const sample = await other.api.task(ids[3000] as string);
  expect(sample.history.map(({ to }) => to)).toEqual(['pending', 'revoked']);
});

describe('is refused', () => {
  test.each([
    [{ action: 'cancel', filter: {} }, 'filter'],
    [{ action: 'cancel', filter: { text: '' } }, 'filter'],
    [{ action: 'cancel' }, 'filter'],
    [{ action: 'delete', filter: { all: true } }, 'action'],
    [{ action: 'cancel', filter: { all: false } }, 'filter.all'],
    [{ action: 'cancel', filter: { colour: 'red' } }, 'filter.colour'],
    [{ action: 'cancel', filter: { tag: [] } }, 'filter.tag'],
    [{ action: 'cancel', filter: { text: 'one of many', status: [] } }, 'filter.status'],
  ])('%j', async (body, path) => {
    const problem = await switchyard.api.problem('POST', '/tasks/bulk', body);
    expect(problem).toMatchObject({ status: 422, type_header: 'application/problem+json' });
    expect(problem.errors?.map((each) => each.path)).toContain(path);
  });

  test('what isn’t known, and the abort of what is over', async () => {
    const { api } = switchyard;
    expect(await api.problem('GET', '/operations/x')).toMatchObject({ code: 'operation.not_found' });
    const { body } = await bulk(api, 'retry', { all: true, project_id: 'nowhere' });
    await over(api, body.operation_id);
    expect(await api.problem('POST', `/operations/${body.operation_id}/abort`)).toMatchObject({
      status: 409,
      code: 'operation.over',
    });
  });
});
