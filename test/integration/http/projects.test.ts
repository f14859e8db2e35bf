import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '../../../shared/problem.ts';
import { type Project, projectSchema } from '../../../shared/project.ts';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard, switchyardForTest } from '../../support/startSwitchyard.ts';

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard({ roles: 'api' });
});
afterAll(() => switchyard.stop());

const create = (body: object) => switchyard.api.request<Project>('POST', '/projects', body);
const read = (id: string) => switchyard.api.request<Project>('GET', `/projects/${id}`);

test('on loopback there is the project default, which allows everything', async () => {
  expect((await read('default')).body).toMatchObject({ folders: ['/'], programs: ['*'], priority: 5 });
});

test('a project is made, read, listed and changed', async () => {
  const made = await create({
    id: 'ship',
    name: ' The Ship ',
    folders: ['/srv/ship'],
    programs: ['make'],
    priority: 8,
  });
  expect(made.status).toBe(201);
  expect(projectSchema.parse(made.body)).toEqual(made.body);
  expect(made.body).toMatchObject({ id: 'ship', name: 'The Ship', folders: ['/srv/ship'], priority: 8 });
  expect((await read('ship')).body).toEqual(made.body);

  const changed = await switchyard.api.request<Project>('PATCH', '/projects/ship', {
    folders: ['/a', '/b'],
    priority: 2,
  });
  expect(changed.status).toBe(200);
  expect(changed.body).toMatchObject({
    name: 'The Ship',
    folders: ['/a', '/b'],
    programs: ['make'],
    priority: 2,
  });
  expect(changed.body.created_at).toBe(made.body.created_at);
  expect((await read('ship')).body).toEqual(changed.body);

  const { body } = await switchyard.api.request<{ items: Project[]; total: number }>('GET', '/projects');
  expect(body).toMatchObject({ total_exact: true, next_cursor: null, total: body.items.length });
  expect(body.items.find(({ id }) => id === 'ship')).toEqual(changed.body);
});

test('a project without tasks and schedules can be removed, and is made anew as another one', async () => {
  const { api } = switchyard;
  const remove = (id: string) => api.request<Problem | string>('DELETE', `/projects/${id}`);
  await create({ id: 'pier', name: 'The Pier', folders: ['/'], programs: ['*'] });
  const { id } = await api.submit({ command: 'true', project_id: 'pier', delay_seconds: 3600 });
  expect(await remove('pier')).toMatchObject({ status: 409, body: { code: 'project.in_use' } });
  expect(await remove('default')).toMatchObject({ status: 409, body: { code: 'project.in_use' } });
  expect((await api.task(id)).project_id).toBe('pier');

  await create({ id: 'quay', name: 'The Quay', folders: ['/'], programs: ['*'] });
  const task = { name: 'tide', command: 'true' };
  const { body: schedule } = await api.request<{ id: string }>('POST', '/schedules', {
    ...{ name: 'tide', cron: '0 0 1 1 *', project_id: 'quay', task },
  });
  expect((await remove('quay')).status).toBe(409);
  await api.request('DELETE', `/schedules/${schedule.id}`);
  expect((await remove('quay')).status).toBe(204);
  expect((await remove('quay')).status).toBe(404);
  expect((await read('quay')).status).toBe(404);
  expect((await create({ id: 'quay' })).body).toMatchObject({ name: 'quay', folders: [] });
});

test('a project made with only its id allows nothing yet', async () => {
  expect((await create({ id: 'bare' })).body).toMatchObject({
    name: 'bare',
    folders: [],
    programs: [],
    priority: 5,
  });
});

test('a change holds for the next submit', async () => {
  await create({ id: 'strict', folders: ['/'], programs: ['true'] });
  const task = { name: 'n', project_id: 'strict', command: 'false' };
  expect((await switchyard.api.request('POST', '/tasks', task)).status).toBe(422);
  await switchyard.api.request('PATCH', '/projects/strict', { programs: ['true', 'false'] });
  expect((await switchyard.api.request('POST', '/tasks', task)).status).toBe(201);
});

test('the project’s priority moves its tasks', async () => {
  await create({ id: 'first-class', folders: ['/'], programs: ['*'], priority: 9 });
  const task = await switchyard.api.submit({ project_id: 'first-class', command: 'true', priority: 7 });
  expect(task).toMatchObject({ priority: 7, effective_priority: 8, tier: 'high_priority' });
});

describe('is refused', () => {
  test('a second one of the same id', async () => {
    await create({ id: 'twice' });
    const problem = await switchyard.api.problem('POST', '/projects', { id: 'twice', name: 'x' });
    expect(problem).toMatchObject({
      status: 409,
      code: 'project.id_taken',
      type_header: 'application/problem+json',
    });
    expect((await read('twice')).body.name).toBe('twice');
  });

  test.each([
    [{ id: '' }, 'id'],
    [{ id: '-x' }, 'id'],
    [{ id: 'Upper' }, 'id'],
    [{ id: 'a'.repeat(65) }, 'id'],
    [{}, 'id'],
    [{ id: 'a', name: ' ' }, 'name'],
    [{ id: 'a', folders: ['relative'] }, 'folders[0]'],
    [{ id: 'a', programs: [''] }, 'programs[0]'],
    [{ id: 'a', priority: 11 }, 'priority'],
    [{ id: 'a', colour: 'red' }, 'colour'],
  ])('%j', async (body, path) => {
    const problem = await switchyard.api.problem('POST', '/projects', body);
    expect(problem).toMatchObject({ status: 422, code: 'request.invalid' });
    expect(problem.errors?.map((each) => each.path)).toEqual([path]);
  });

  test('a change of what can’t be changed, or of nobody', async () => {
    expect(await switchyard.api.problem('PATCH', '/projects/default', { id: 'x' })).toMatchObject({
      status: 422,
    });
    expect(await switchyard.api.problem('PATCH', '/projects/nobody', { name: 'x' })).toMatchObject({
      status: 404,
      code: 'project.not_found',
    });
  });
});

test('of two changes to different fields at once, both hold', async () => {
  await create({ id: 'busy', folders: ['/'] });
  await Promise.all([
    switchyard.api.request('PATCH', '/projects/busy', { name: 'renamed' }),
    switchyard.api.request('PATCH', '/projects/busy', { priority: 9 }),
  ]);
  expect((await read('busy')).body).toMatchObject({ name: 'renamed', priority: 9 });
});

test('a default project that nobody has changed is closed when the server is opened to others', async () => {
  const { start, api } = await switchyardForTest({ roles: 'api' });
  const foldersOf = async () => (await api.request<Project>('GET', '/projects/default')).body.folders;
  expect(await foldersOf()).toEqual(['/']);
  const open = await start('api', { SWITCHYARD_HOST: '0.0.0.0' });
  await eventually(async () => expect(await foldersOf()).toEqual([]));
  await open.stop();
});
