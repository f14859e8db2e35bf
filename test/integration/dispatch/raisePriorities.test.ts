import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../server/store/store.ts';
import { createTransitions } from '../../../server/tasks/applyTransition.ts';
import { createProjects } from '../../../server/tasks/projects.ts';
import { raisePriorities } from '../../../server/tasks/raisePriorities.ts';
import { switchyardForTest } from '../../support/startSwitchyard.ts';

const HOUR_MS = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS);

test('a waiting task rises as its deadline comes nearer, step by step, and tells it', async () => {
  const { api, stores } = await switchyardForTest({ roles: 'api' });
  const store = await openStore(stores.databaseUrl);
  onTestFinished(() => store.close());
  const deps = { store, transitions: createTransitions(store, () => {}), projects: createProjects(store) };
  const { id } = await api.submit({ script: '', deadline: inHours(3).toISOString() });
  const { id: without } = await api.submit({ script: '' });
  const priorities = async () => {
    const { effective_priority, tier, queue } = await api.task(id);
    return { effective_priority, tier, queue };
  };

  await raisePriorities(deps, undefined, new Date());
  expect(await priorities()).toEqual({ effective_priority: 5, tier: 'normal', queue: 'normal' });
  await raisePriorities(deps, new Date(), inHours(1.5));
  expect(await priorities()).toMatchObject({ effective_priority: 6 });
  await api.request('PATCH', `/tasks/${id}`, { priority: 7, deadline: inHours(3).toISOString() });
  await raisePriorities(deps, inHours(1.5), inHours(2.5));
  expect(await priorities()).toEqual({
    effective_priority: 9,
    tier: 'high_priority',
    queue: 'high_priority',
  });
  expect((await api.task(id)).version).toBe(4);
  expect(await api.task(without)).toMatchObject({ effective_priority: 5, version: 1 });
});
