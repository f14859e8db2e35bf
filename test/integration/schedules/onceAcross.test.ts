import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { type RoleProcess, type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { ScheduleClient } from './scheduleClient.ts';

const SCHEDULES = 20;
const ROUNDS = 6;

let switchyard: Switchyard;
let schedules: ScheduleClient;
beforeAll(async () => {
  switchyard = await startSwitchyard({ roles: 'api' });
  schedules = new ScheduleClient(switchyard);
});
afterAll(() => switchyard.stop());

/** Each firing, by schedule, without the server's own, whose times may come meanwhile: what was stored must be what was due, no more and no less. */
async function counts() {
  const firings = await schedules.query<{ schedule_id: string; fired: number }>(
    `select schedule_id, count(*) as fired from schedule_firings f join schedules s on s.id = f.schedule_id
      where s.project_id = 'default' group by schedule_id`,
  );
  const tasks = await schedules.query<{ name: string; made: number }>(
    `select name, count(*) as made from tasks where project_id = 'default' group by name`,
  );
  const fired = new Map(firings.map((row) => [row.schedule_id, Number(row.fired)]));
  const made = new Map(tasks.map((row) => [row.name, Number(row.made)]));
  return { fired, made, total: [...fired.values()].reduce((sum, each) => sum + each, 0) };
}

test('two schedulers, kill -9 while they fire, restarts and an emptied Redis: every time fires once', async () => {
  const ids: string[] = [];
  for (let index = 0; index < SCHEDULES; index++) {
    const task = { name: `task${index}`, command: 'true' };
    ids.push((await schedules.create({ overlap: 'queue', task })).id);
  }
  const running: RoleProcess[] = [await switchyard.start('scheduler'), await switchyard.start('scheduler')];
  const redis = new Redis({
    path: new URL(switchyard.stores.redisUrl).pathname,
    db: Number(new URL(switchyard.stores.redisUrl).searchParams.get('db')),
  });
  try {
    for (let round = 1; round <= ROUNDS; round++) {
      const before = (round - 1) * SCHEDULES;
      await schedules.query(
        `update schedules set next_fire_at = utc_timestamp(3) + interval floor(rand() * 400000) microsecond
          where project_id = 'default'`,
      );
      // In the midst of it: a different part of the times has come in each round.
      await eventually(async () => (await counts()).total > before + ((round * 7) % SCHEDULES), {
        timeoutMs: 20_000,
        intervalMs: 5,
      });
      running.shift()?.kill('SIGKILL');
      if (round % 2 === 0) await redis.flushdb();
      running.push(await switchyard.start('scheduler'));
      await eventually(async () => expect((await counts()).total).toBe(round * SCHEDULES), {
        timeoutMs: 20_000,
      });
    }
  } finally {
    redis.disconnect();
  }
  const { fired, made } = await counts();
  expect(ids.map((id) => fired.get(id))).toEqual(ids.map(() => ROUNDS));
  expect(ids.map((_id, index) => made.get(`task${index}`))).toEqual(ids.map(() => ROUNDS));
  const orphans = await schedules.query(
    `select t.id from tasks t left join schedule_firings f on f.task_id = t.id
      where t.project_id = 'default' and f.task_id is null`,
  );
  expect(orphans).toEqual([]);
}, 120_000);

test('a time that has been fired for doesn’t fire again, though the clock is set back to it', async () => {
  const { id } = await schedules.create({ overlap: 'queue' });
  await schedules.setNext(id, 0);
  await eventually(async () => expect(await schedules.firings(id)).toHaveLength(1), { timeoutMs: 15_000 });
  await schedules.query(
    `update schedules s join schedule_firings f on f.schedule_id = s.id set s.next_fire_at = f.fired_for
      where s.id = ?`,
    [id],
  );
  await eventually(
    async () => Date.parse((await schedules.read(id)).next_fire_at ?? '') > Date.now() + 60_000,
    { timeoutMs: 15_000 },
  );
  expect(await schedules.firings(id)).toHaveLength(1);
});
