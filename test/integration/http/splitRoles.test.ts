import { expect, test } from 'vitest';
import { switchyardForTest } from '../../support/startSwitchyard.ts';

test('roles in processes of their own, two APIs and two workers: the work is shared, and both APIs tell the same', async () => {
  const switchyard = await switchyardForTest({ roles: 'api' });
  const otherApi = await switchyard.start('api');
  const waiting = await switchyard.api.submit({ script: '' });
  expect((await switchyard.api.task(waiting.id)).blocked_on).toMatchObject({ reason: 'no_worker' });
  await switchyard.start('dispatcher');
  const workers = [await switchyard.start('worker'), await switchyard.start('worker')];

  const ids = [waiting.id];
  for (let at = 0; at < 40; at++) {
    const api = at % 2 ? otherApi.api : switchyard.api;
    ids.push((await api.submit({ script: 'setTimeout(() => console.log("done"), 100)' })).id);
  }
  const tasks = await Promise.all(ids.map((id) => otherApi.api.reaches(id, 'success', 60_000)));
  expect(tasks.every(({ runs }) => runs.length === 1)).toBe(true);
  const used = new Set(tasks.map(({ runs }) => runs[0]?.worker));
  expect(used.size).toBe(2);
  expect(workers.every(({ child }) => child.exitCode === null)).toBe(true);

  for (const id of ids) expect(await switchyard.api.task(id)).toEqual(await otherApi.api.task(id));
  expect(await switchyard.api.list()).toEqual(await otherApi.api.list());
  const last = ids.at(-1) ?? '';
  expect(await switchyard.api.logPage(last)).toEqual(await otherApi.api.logPage(last));
});

test('a cancel through one API ends a run that was submitted through the other', async () => {
  const switchyard = await switchyardForTest({ roles: 'api' });
  const otherApi = await switchyard.start('api,dispatcher');
  await switchyard.start('worker');
  const { id } = await switchyard.api.submit({ script: 'setInterval(() => {}, 1000)' });
  await otherApi.api.reaches(id, 'running');
  await otherApi.api.cancel(id);
  await switchyard.api.reaches(id, 'revoked');
});
