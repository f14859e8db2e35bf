import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { EventClient } from '../events/eventClient.ts';
import { ScheduleClient } from './scheduleClient.ts';

let switchyard: Switchyard;
let schedules: ScheduleClient;
beforeAll(async () => {
  switchyard = await startSwitchyard();
  schedules = new ScheduleClient(switchyard);
});
afterAll(() => switchyard.stop());

const fired = (id: string, count = 1) =>
  eventually(
    async () => {
      const rows = await schedules.firings(id);
      expect(rows).toHaveLength(count);
      return rows;
    },
    { timeoutMs: 15_000 },
  );

const sleeping = (name: string) => ({ name, command: 'sleep', args: ['600'], max_retries: 0 });

describe('a schedule whose time comes', () => {
  test('makes its task, which runs, and goes on to the next time', async () => {
    const { id } = await schedules.create({ task: { name: 'first', command: 'true', priority: 7 } });
    await schedules.setNext(id, 1);
    const [firing] = await fired(id);
    const task = await switchyard.api.reaches(firing?.task_id ?? '', 'success');
    expect(task).toMatchObject({ name: 'first', priority: 7, project_id: 'default', user_id: 'admin' });
    expect(task.history[0]).toMatchObject({ actor: 'scheduler', reason: expect.stringContaining('test') });
    const schedule = await schedules.read(id);
    expect(schedule).toMatchObject({ last_task_id: task.id, last_outcome: 'fired', last_error: null });
    expect(schedule.next_fire_at).toBe(schedule.next_runs[0]);
    expect(schedule.next_fire_at).toMatch(/-01-01T00:00:00.000Z$/);
    expect(Date.parse(schedule.last_fired_at ?? '')).toBeLessThanOrEqual(Date.now() + 1000);
  });

  test('does so within a second', async () => {
    const { id } = await schedules.create();
    await schedules.setNext(id, 2.5);
    const [firing] = await fired(id);
    const [row] = await schedules.query<{ late: number }>(
      'select timestampdiff(microsecond, fired_for, fired_at) / 1000000 as late from schedule_firings where schedule_id = ?',
      [id],
    );
    expect(firing?.outcome).toBe('fired');
    expect(Number(row?.late)).toBeLessThan(1);
  });

  test('tells whoever listens to the queues', async () => {
    const client = await EventClient.connect(switchyard.url);
    await client.subscribe(['queues']);
    await client.subscribe(['tasks']);
    const { id } = await schedules.create();
    await schedules.setNext(id, 0);
    const [firing] = await fired(id);
    const ofSchedule = () =>
      client.of('event').filter(({ event }) => event.type === 'schedule.fired' && event.schedule_id === id);
    await eventually(() => ofSchedule().length > 0);
    expect(ofSchedule().map(({ topic }) => topic)).toEqual(['queues']);
    expect(ofSchedule()[0]?.event).toMatchObject({
      project_id: 'default',
      task_id: firing?.task_id,
      outcome: 'fired',
    });
  });
});

describe('a task of before that is not over', () => {
  test('overlap skip: no task is made, and it is recorded', async () => {
    const { id } = await schedules.create({ overlap: 'skip', task: sleeping('skipping') });
    await schedules.setNext(id, 0);
    const [first] = await fired(id);
    await schedules.setNext(id, 0);
    const rows = await fired(id, 2);
    expect(rows[1]).toMatchObject({ outcome: 'skipped', task_id: null });
    expect((await schedules.read(id)).last_outcome).toBe('skipped');
    await switchyard.api.cancel(first?.task_id ?? '');
    await switchyard.api.reaches(first?.task_id ?? '', 'revoked');
    await schedules.setNext(id, 0);
    const [, , third] = await fired(id, 3);
    expect(third?.outcome).toBe('fired');
    await switchyard.api.cancel(third?.task_id ?? '');
  });

  test('overlap cancel_previous: it is cancelled, and another one is made', async () => {
    const { id } = await schedules.create({ overlap: 'cancel_previous', task: sleeping('cancelling') });
    await schedules.setNext(id, 0);
    const [first] = await fired(id);
    await switchyard.api.reaches(first?.task_id ?? '', 'running');
    await schedules.setNext(id, 0);
    const [, second] = await fired(id, 2);
    expect(second?.outcome).toBe('fired');
    await switchyard.api.reaches(first?.task_id ?? '', 'revoked');
    expect((await switchyard.api.reaches(second?.task_id ?? '', 'running')).cancel_requested_at).toBeNull();
    await switchyard.api.cancel(second?.task_id ?? '');
  });
});

describe('times at which nothing ran', () => {
  test('missed run_once: one task for all of them, for the latest', async () => {
    const { id } = await schedules.create({ cron: '0 * * * *', missed: 'run_once' });
    await schedules.setNext(id, -86_400);
    const rows = await fired(id);
    expect(rows[0]).toMatchObject({ outcome: 'fired', fired_for: expect.stringMatching(/:00:00.000$/) });
    const firedFor = Date.parse(`${rows[0]?.fired_for.replace(' ', 'T')}Z`);
    expect(Date.now() - firedFor).toBeLessThan(3_600_000 + 60_000);
    expect(Date.parse((await schedules.read(id)).next_fire_at ?? '')).toBeGreaterThan(Date.now());
  });

  test('missed skip: none, and it goes on', async () => {
    const { id } = await schedules.create({ missed: 'skip' });
    await schedules.setNext(id, -3600);
    expect(await fired(id)).toMatchObject([{ outcome: 'missed', task_id: null }]);
    const schedule = await schedules.read(id);
    expect(schedule).toMatchObject({ last_outcome: 'missed', last_task_id: null, last_fired_at: null });
    expect(Date.parse(schedule.next_fire_at ?? '')).toBeGreaterThan(Date.now());
  });
});

describe('a schedule that can’t make its task', () => {
  test('any more is disabled and says why, until it is put right', async () => {
    await switchyard.api.request('POST', '/projects', { id: 'narrow', folders: ['/'], programs: ['true'] });
    const { id } = await schedules.create({ project_id: 'narrow' });
    await switchyard.api.request('PATCH', '/projects/narrow', { programs: ['false'] });
    await schedules.setNext(id, 0);
    const disabled = await eventually(
      async () => {
        const schedule = await schedules.read(id);
        return schedule.enabled ? false : schedule;
      },
      { timeoutMs: 15_000 },
    );
    expect(disabled).toMatchObject({ next_fire_at: null, last_error: expect.stringContaining('programs') });
    const patch = (body: object) => switchyard.api.request('PATCH', `/schedules/${id}`, body);
    expect((await patch({ enabled: true })).status).toBe(422);
    expect((await patch({ enabled: false })).status).toBe(200);
    expect((await patch({ enabled: true, task: { name: 'x', command: 'false' } })).body).toMatchObject({
      enabled: true,
      last_error: null,
      next_fire_at: expect.any(String),
    });
  });

  test('because its project is gone is disabled, too', async () => {
    await switchyard.api.request('POST', '/projects', { id: 'gone', folders: ['/'], programs: ['*'] });
    const { id } = await schedules.create({ project_id: 'gone' });
    await schedules.query(`delete from projects where id = 'gone'`);
    // Nobody told the processes, which look once a second.
    await eventually(
      async () => {
        await schedules.query(
          'update schedules set next_fire_at = utc_timestamp(3) where id = ? and enabled',
          [id],
        );
        return !(await schedules.read(id)).enabled;
      },
      { timeoutMs: 15_000, intervalMs: 200 },
    );
    expect((await schedules.read(id)).last_error).toContain('there is no project gone');
  });
});

test('a disabled schedule doesn’t fire, a deleted one neither', async () => {
  const disabled = await schedules.create({ enabled: false });
  const deleted = await schedules.create();
  const witness = await schedules.create();
  await schedules.setNext(disabled.id, -10);
  await switchyard.api.request('DELETE', `/schedules/${deleted.id}`);
  await schedules.setNext(witness.id, 0);
  await fired(witness.id);
  expect(await schedules.firings(disabled.id)).toEqual([]);
  expect(await schedules.firings(deleted.id)).toEqual([]);
});
