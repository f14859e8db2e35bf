/** The server's own work on a worker whose slots are all taken for long. */
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { systemProject } from '../../../server/schedules/systemProject.ts';
import { openStore, type Store } from '../../../server/store/store.ts';
import { newTask } from '../../../server/tasks/newTask.ts';
import { storeTasks } from '../../../server/tasks/submitTask.ts';
import type { QueueWire } from '../../../shared/queue.ts';
import { taskDefinitionSchema } from '../../../shared/taskDefinition.ts';
import type { WorkerWire } from '../../../shared/worker.ts';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { withDatabase } from '../schedules/scheduleClient.ts';

let switchyard: Switchyard;
let store: Store;
let running: string;
let waiting: string;

beforeAll(async () => {
  switchyard = await startSwitchyard({
    // No schedules: what else the server does for itself would take a place, too.
    roles: 'api,dispatcher,worker',
    env: { SWITCHYARD_SLOTS: '1' },
  });
  store = await openStore(switchyard.stores.databaseUrl);
  const { api } = switchyard;
  const long = { script: 'setInterval(() => {}, 1000)' };
  running = (await api.submit(long)).id;
  await api.reaches(running, 'running');
  waiting = (await api.submit(long)).id;
  await api.reaches(waiting, 'received');
});
afterAll(async () => {
  for (const id of [running, waiting]) await switchyard.api.cancel(id);
  await store.close();
  await switchyard.stop();
});

/** As a schedule makes it. @returns its id. */
async function maintain(): Promise<string> {
  const definition = taskDefinitionSchema.parse({
    name: 'own',
    project_id: 'default',
    command: 'true',
    context: { action: 'sync_task_statistics' },
  });
  const own = { ...definition, kind: 'maintenance' as const, command: undefined };
  const task = newTask(own, systemProject, '/', { userId: 'system' });
  await storeTasks(store, [{ task, key: undefined }]);
  return task.id;
}

/** Keeps the action at work until the test is over. */
async function holdUp(): Promise<() => Promise<void>> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let holds = () => {};
  const held = new Promise<void>((resolve) => {
    holds = resolve;
  });
  const done = withDatabase(switchyard.stores.databaseUrl, async (connection) => {
    await connection.query('lock tables task_statistics_daily write');
    holds();
    await released;
  });
  await held;
  const end = async () => {
    release();
    await done;
  };
  onTestFinished(end);
  return end;
}

const worker = async () =>
  (await switchyard.api.request<{ items: WorkerWire[] }>('GET', '/workers')).body.items[0] as WorkerWire;
const queue = async (name: string) =>
  (await switchyard.api.request<{ items: QueueWire[] }>('GET', '/queues')).body.items.find(
    (each) => each.name === name,
  ) as QueueWire;
const blockedOn = async (id: string) => (await switchyard.api.task(id)).blocked_on;

test('is done at once, and takes no slot', async () => {
  const id = await maintain();
  expect(await switchyard.api.reaches(id, 'success')).toMatchObject({ queue: 'default' });
  expect((await switchyard.api.task(running)).status).toBe('running');
  expect((await switchyard.api.task(waiting)).status).toBe('received');
});

test('is done two at once, says what the next one waits for, and counts neither as load nor for the slots', async () => {
  const { api } = switchyard;
  const letGo = await holdUp();
  const own = [await maintain(), await maintain(), await maintain()];
  const third = await eventually(async () => {
    const tasks = await Promise.all(own.map((id) => api.task(id)));
    expect(tasks.filter(({ status }) => status === 'running')).toHaveLength(2);
    return tasks.find(({ status }) => status !== 'running')?.id as string;
  });
  expect(await blockedOn(third)).toMatchObject({
    reason: 'capacity',
    detail: 'waits for a place beside the slots of a worker',
    position: 1,
  });
  expect(await blockedOn(waiting)).toMatchObject({ detail: 'is next: waits for a slot', position: 1 });
  expect(await worker()).toMatchObject({ slots: 1, active: 1, held: 0, load: 1 });
  await eventually(async () => expect(await queue('default')).toMatchObject({ running: 2, load: 1.5 }));

  // A slot that gets free goes to who waits for it, whatever runs beside.
  await api.cancel(running);
  await api.reaches(waiting, 'running');
  expect((await api.task(third)).status).not.toBe('running');
  running = waiting;
  waiting = (await api.submit({ script: 'setInterval(() => {}, 1000)' })).id;
  await letGo();
  for (const id of own) await api.reaches(id, 'success', 30_000);
});

test('is done where the installation may run no more, and its own queue can be paused', async () => {
  const { api } = switchyard;
  await api.request('PATCH', '/limits', { max_running: 1 });
  await api.reaches(await maintain(), 'success');
  await api.request('POST', '/queues/default/pause');
  const paused = await maintain();
  await eventually(async () => expect(await blockedOn(paused)).toMatchObject({ reason: 'queue_paused' }));
  await api.request('POST', '/queues/default/resume');
  await api.reaches(paused, 'success');
  await api.request('PATCH', '/limits', { max_running: null });
});
