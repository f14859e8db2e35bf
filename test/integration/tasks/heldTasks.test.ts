import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../server/store/store.ts';
import { admitTasks } from '../../../server/tasks/admitTasks.ts';
import { createTransitions } from '../../../server/tasks/applyTransition.ts';
import { claimRun, createReadTask } from '../../../server/tasks/claimRun.ts';
import { newTask } from '../../../server/tasks/newTask.ts';
import { storeTasks } from '../../../server/tasks/submitTask.ts';
import { registerWorker } from '../../../server/tasks/workerLease.ts';
import { taskDefinitionSchema } from '../../../shared/taskDefinition.ts';
import { freshStores } from '../../support/freshStores.ts';

/** Three tasks that wait, and what is done to them. */
async function three() {
  const stores = await freshStores();
  onTestFinished(() => stores.drop());
  const store = await openStore(stores.databaseUrl);
  onTestFinished(() => store.close());
  const transitions = createTransitions(store, () => {});
  const worker = { id: randomUUID(), host: 'test' };
  await registerWorker(store, { ...worker, pid: 1, process: 'p', version: '0', slots: 3 });
  const definition = taskDefinitionSchema.parse({ name: 'held', project_id: 'default', command: 'true' });
  const project = { id: 'default', priority: 5 } as never;
  const tasks = Array.from({ length: 3 }, () => newTask(definition, project, '/', { userId: 'admin' }));
  await storeTasks(
    store,
    tasks.map((task) => ({ task, key: undefined })),
  );
  const place = (id: string) => ({ id, tier: 'normal' as const, queue: 'normal', agedPriority: 5 });
  const readTask = createReadTask(store);
  return {
    ids: tasks.map(({ id }) => id) as [string, string, string],
    plan: (chosen: string[], held: string[] = [], released: string[] = []) =>
      admitTasks(transitions, {
        chosen: chosen.map(place),
        held: held.map(place),
        released: released.map(place),
      }),
    claim: async (id: string) => (await claimRun(transitions, id, readTask(id), worker)) !== undefined,
    statusOf: async (id: string) => (await readTask(id))?.status,
  };
}

test('what is held isn’t claimed, and is claimed once it is released', async () => {
  const { ids, plan, claim, statusOf } = await three();
  const [first, second] = ids;
  expect(await plan([first])).toMatchObject([{ taskId: first }]);
  expect(await plan([second], [first])).toMatchObject([{ taskId: second }]);
  expect(await claim(first)).toBe(false);
  expect(await statusOf(first)).toBe('received');
  expect(await claim(second)).toBe(true);
  expect(await plan([], [], [first])).toMatchObject([{ taskId: first }]);
  expect(await claim(first)).toBe(true);
});

test('where one that was to be held has been claimed, nothing takes its room', async () => {
  const { ids, plan, claim, statusOf } = await three();
  const [first, second, third] = ids;
  await plan([first, third]);
  await plan([], [third]);
  expect(await claim(first)).toBe(true);
  expect(await plan([second], [first], [third])).toEqual([]);
  expect(await statusOf(second)).toBe('pending');
  expect(await claim(third)).toBe(false);
});

test('of a claim and a hold at the same moment one wins, and the other one’s tasks stay as they were', async () => {
  const { ids, plan, claim, statusOf } = await three();
  const [first, second] = ids;
  await plan([first]);
  const [claimed, admitted] = await Promise.all([claim(first), plan([second], [first])]);
  expect(admitted.length === 1).toBe(!claimed);
  expect(await statusOf(second)).toBe(claimed ? 'pending' : 'received');
});
