import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TaskList } from '../../../shared/api.ts';
import { type Schedule, scheduleSchema } from '../../../shared/schedule.ts';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { ScheduleClient } from './scheduleClient.ts';

let switchyard: Switchyard;
let schedules: ScheduleClient;
beforeAll(async () => {
  switchyard = await startSwitchyard({ roles: 'api' });
  schedules = new ScheduleClient(switchyard);
});
afterAll(() => switchyard.stop());

const valid = {
  name: 'nightly',
  cron: '30 2 * * MON-FRI',
  timezone: 'Europe/Berlin',
  project_id: 'default',
  task: { name: 'build', command: 'make', args: ['all'] },
};
const request = <T = Schedule>(method: string, path: string, body?: unknown) =>
  switchyard.api.request<T>(method, path, body);
interface ScheduleList {
  items: Schedule[];
  total: number;
  total_exact: boolean;
  next_cursor: string | null;
}

test('is made, read, changed and deleted', async () => {
  const made = await request('POST', '/schedules', valid);
  expect(made.status).toBe(201);
  expect(made.headers.get('location')).toBe(`/api/v1/schedules/${made.body.id}`);
  expect(scheduleSchema.parse(made.body)).toEqual(made.body);
  expect(made.body).toMatchObject({
    ...valid,
    enabled: true,
    overlap: 'skip',
    missed: 'run_once',
    user_id: 'admin',
    last_fired_at: null,
    task: { ...valid.task, kind: 'command', priority: 5, max_retries: 3 },
  });
  expect(made.body.next_runs).toHaveLength(5);
  expect(made.body.next_runs[0]).toBe(made.body.next_fire_at);
  expect((await request('GET', `/schedules/${made.body.id}`)).body).toEqual(made.body);

  const path = `/schedules/${made.body.id}`;
  const renamed = await request('PATCH', path, { name: 'renamed', overlap: 'queue' });
  expect(renamed.body).toMatchObject({
    name: 'renamed',
    overlap: 'queue',
    next_fire_at: made.body.next_fire_at,
  });
  const moved = await request('PATCH', path, { cron: '0 0 1 1 *', timezone: 'UTC' });
  expect(moved.body.next_fire_at).toMatch(/-01-01T00:00:00.000Z$/);
  const off = await request('PATCH', path, { enabled: false });
  expect(off.body).toMatchObject({ enabled: false, next_fire_at: null });
  expect((await request('PATCH', path, { enabled: true })).body.next_fire_at).toBe(moved.body.next_fire_at);

  expect((await request('DELETE', path)).status).toBe(204);
  expect((await request('GET', path)).status).toBe(404);
  expect((await request('DELETE', path)).status).toBe(404);
  expect((await request('PATCH', path, { name: 'x' })).status).toBe(404);
});

test('a change keeps what is due: only its times or its start move the clock', async () => {
  const { id } = await schedules.create();
  await schedules.setNext(id, -1000);
  const due = (await schedules.read(id)).next_fire_at;
  const { body } = await request('PATCH', `/schedules/${id}`, { missed: 'skip', cron: '0 0 1 1 *' });
  expect(body).toMatchObject({ missed: 'skip', next_fire_at: due });
});

test('lists in pages, of one project too', async () => {
  await request('POST', '/projects', { id: 'listed', folders: ['/'], programs: ['*'] });
  const ids: string[] = [];
  for (let index = 0; index < 3; index++) {
    ids.push((await schedules.create({ project_id: 'listed', name: `n${index}` })).id);
  }
  const first = (await request<ScheduleList>('GET', '/schedules?project_id=listed&limit=2')).body;
  expect(first).toMatchObject({ total: 3, total_exact: true });
  const second = (
    await request<ScheduleList>('GET', `/schedules?project_id=listed&limit=2&cursor=${first.next_cursor}`)
  ).body;
  expect(second.next_cursor).toBeNull();
  expect(await switchyard.api.problem('GET', '/schedules?cursor=nonsense')).toMatchObject({
    status: 422,
    errors: [{ path: 'cursor', message: 'is not a next_cursor of this list' }],
  });
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
  expect((await request<ScheduleList>('GET', '/schedules')).body.total).toBeGreaterThanOrEqual(3);
});

test('a preview shows the next five times', async () => {
  const { status, body } = await request<{ next_runs: string[] }>('POST', '/schedules/preview', {
    cron: '0 9 * * MON',
    timezone: 'Asia/Tokyo',
  });
  expect(status).toBe(200);
  expect(body.next_runs).toHaveLength(5);
  for (const time of body.next_runs) {
    expect(time).toMatch(/T00:00:00.000Z$/);
    expect(new Date(time).getUTCDay()).toBe(1);
  }
  expect(await switchyard.api.problem('POST', '/schedules/preview', { cron: '61 * * * *' })).toMatchObject({
    status: 422,
    errors: [{ path: 'cron', message: expect.stringContaining('minute') }],
  });
});

describe('is refused', () => {
  test.each<[object, string, RegExp]>([
    [{ cron: '60 * * * *' }, 'cron', /minute: "60" is not a value. Allowed: 0–59/],
    [{ cron: '* 24 * * *' }, 'cron', /hour.*0–23/],
    [{ cron: '* * 0 * *' }, 'cron', /day of month.*1–31/],
    [{ cron: '* * * 13 *' }, 'cron', /^month.*1–12 or JAN–DEC/],
    [{ cron: '* * * * 8' }, 'cron', /day of week.*0–7 or SUN–SAT/],
    [{ cron: '* * * *' }, 'cron', /has 4 fields and must have five/],
    [{ cron: '0 * * * * *' }, 'cron', /no field for seconds/],
    [{ cron: '@hourly' }, 'cron', /write 0 \* \* \* \* instead/],
    [{ cron: '0 0 30 2 *' }, 'cron', /no day of any year/],
    [{ cron: 5 }, 'cron', /string/],
    [{ timezone: 'Mars/Olympus' }, 'timezone', /time zone/],
    [{ timezone: '+02:00' }, 'timezone', /time zone/],
    [{ project_id: 'nowhere' }, 'project_id', /there is no project nowhere/],
    [{ project_id: 'system' }, 'project_id', /there is no project system/],
    [{ overlap: 'both' }, 'overlap', /./],
    [{ missed: 'all' }, 'missed', /./],
    [{ task: { name: 'x' } }, 'task.command', /required/],
    [{ task: { command: 'x' } }, 'task.name', /required/],
    [{ task: { ...valid.task, priority: 11 } }, 'task.priority', /./],
    [{ task: { ...valid.task, id: 'x' } }, 'task.id', /not a known field/],
    [{ task: { ...valid.task, project_id: 'default' } }, 'task.project_id', /not a known field/],
    [{ task: { ...valid.task, scheduled_at: '2030-01-01T00:00:00Z' } }, 'task.scheduled_at', /not a known/],
    [{ task: { ...valid.task, delay_seconds: 1 } }, 'task.delay_seconds', /not a known field/],
    [{ task: { ...valid.task, kind: 'maintenance' } }, 'task.kind', /./],
    [{ task: { ...valid.task, depends_on: ['nobody'] } }, 'task.depends_on', /there is no task nobody/],
    [{ name: '' }, 'name', /./],
    [{ colour: 'red' }, 'colour', /not a known field/],
  ])('%j', async (change, path, message) => {
    const problem = await switchyard.api.problem('POST', '/schedules', { ...valid, ...change });
    expect(problem).toMatchObject({
      status: 422,
      code: 'request.invalid',
      type_header: 'application/problem+json',
    });
    expect(problem.errors?.map((each) => each.path)).toEqual([path]);
    expect(problem.errors?.[0]?.message).toMatch(message);
  });

  test('a task that its project doesn’t allow', async () => {
    await request('POST', '/projects', { id: 'strict', folders: ['/tmp'], programs: ['true'] });
    const task = { name: 'x', command: 'false', working_dir: '/etc' };
    const problem = await switchyard.api.problem('POST', '/schedules', {
      ...valid,
      project_id: 'strict',
      task,
    });
    expect(problem.errors?.map(({ path }) => path)).toEqual(['task.working_dir', 'task.command']);
  });

  test('an id that is none', async () => {
    expect(await switchyard.api.problem('GET', '/schedules/nobody')).toMatchObject({
      status: 404,
      code: 'schedule.not_found',
    });
  });
});

describe('the server’s own project', () => {
  test('is unknown to people', async () => {
    const task = { name: 'x', project_id: 'system', command: 'true' };
    expect(await switchyard.api.problem('POST', '/tasks', task)).toMatchObject({
      status: 422,
      errors: [{ path: 'project_id', message: 'there is no project system' }],
    });
    expect((await switchyard.api.problem('POST', '/tasks', { ...task, kind: 'maintenance' })).status).toBe(
      422,
    );
    expect((await request('POST', '/projects', { id: 'system' })).status).toBe(409);
    expect((await request('GET', '/projects/system')).status).toBe(404);
  });

  test('has four schedules, which can be changed; one that is deleted stays deleted', async () => {
    const scheduler = await switchyard.start('scheduler');
    const own = async () =>
      (await request<ScheduleList>('GET', '/schedules?project_id=system')).body.items.map((each) => each);
    const crons = Object.fromEntries((await own()).map(({ name, cron }) => [name, cron]));
    expect(crons).toEqual({
      cleanup_expired_tasks: '0 * * * *',
      backup_task_data: '0 2 * * *',
      check_long_running_tasks: '*/30 * * * *',
      sync_task_statistics: '*/15 * * * *',
    });
    const [first, second] = await own();
    const changed = await request('PATCH', `/schedules/${first?.id}`, {
      cron: '5 4 * * *',
      task: { ...first?.task, context: { ...first?.task.context, keep_days: 7 } },
    });
    expect(changed.body).toMatchObject({ cron: '5 4 * * *', task: { context: { keep_days: 7 } } });
    expect((await request('PATCH', `/schedules/${first?.id}`, { project_id: 'default' })).status).toBe(422);
    expect((await request('PATCH', `/schedules/${first?.id}`, { task: valid.task })).status).toBe(422);
    expect((await request('DELETE', `/schedules/${second?.id}`)).status).toBe(204);
    await scheduler.stop();
    await (await switchyard.start('scheduler')).stop();
    expect((await own()).map(({ cron }) => cron)).toEqual(['5 4 * * *', '*/30 * * * *', '*/15 * * * *']);
  });

  test('keeps its tasks out of the lists', async () => {
    await switchyard.start('scheduler,dispatcher,worker');
    const [own] = (await request<ScheduleList>('GET', '/schedules?project_id=system')).body.items;
    await schedules.setNext(own?.id ?? '', 0);
    const list = (query: string) => request<TaskList>('GET', `/tasks?${query}`);
    const taskId = await eventually(async () => (await schedules.read(own?.id ?? '')).last_task_id ?? false, {
      timeoutMs: 15_000,
    });
    const task = (await list('project_id=system')).body.items.find(({ id }) => id === taskId);
    expect(task).toMatchObject({ kind: 'maintenance', user_id: 'system' });
    const done = await switchyard.api.reaches(taskId, 'success');
    expect(done.result).toEqual({ cleaned_tasks: 0, freed_space: 0 });
    expect((await list('')).body.items.filter(({ project_id }) => project_id === 'system')).toEqual([]);
  });
});

test('many who change one schedule at once are all heard, and nobody else waits for them', async () => {
  const { id } = await schedules.create();
  const changes = Promise.all(
    Array.from({ length: 30 }, (_, minute) =>
      request('PATCH', `/schedules/${id}`, { cron: `${minute} 0 1 1 *`, enabled: minute % 2 === 0 }),
    ),
  );
  const other = performance.now();
  await switchyard.api.list();
  expect(performance.now() - other).toBeLessThan(10_000);
  expect((await changes).map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 200));
});
